import { rules } from '../src/onboarding/decide.js';
import { reasonStrings } from '../src/onboarding/reason-strings.js';
import { REASON_CODES, reasons } from '../src/onboarding/reasons.js';
import { ruleDescriptions } from '../src/onboarding/rule-descriptions.js';
import { STAGES, stageOf } from '../src/onboarding/stage.js';

/** docs/states.md: the stages, the rows and the reasons as the code has them. `npm run docs:states` writes it, a test keeps it current. */
export function statesDocument(): string {
  return [
    '# Stages, rows and reasons',
    '',
    'Generated from `src/onboarding` by `npm run docs:states`. Search for a reason to go from a sentence to the row that gives it, the scenario of the simulator that reaches it, and the fact about Meta behind it (`facts/meta.md` of the design).',
    '',
    ...drawing(),
    '',
    '## Rows, first match wins',
    '',
    '| row | observed | does | reasons | facts | scenarios |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rules.map(({ name }) => ruleRow(name)),
    '',
    '## Reasons',
    '',
    'R: Retry (one registration attempt) is offered.',
    '',
    '| reason | stage | waits on | R | sentence | best next action | rows |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...REASON_CODES.map(reasonRow),
    '',
  ].join('\n');
}

function drawing(): string[] {
  const way = STAGES.filter((stage) => stage !== 'closed');
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${way[0]}`,
    ...way.slice(1).map((stage, n) => `  ${way[n]} --> ${stage}`),
    '  verifying --> registering: the name needs no review',
    '  registering --> name_review: Meta wants the name first',
    '  registering --> verifying: Meta wants proof of ownership again',
    '  live --> registering: deregistered elsewhere',
    '  live --> activating: disconnected, or webhooks lost',
    ...way.map((stage) => `  ${stage} --> closed: released, or gone`),
    '  closed --> [*]',
    ...STAGES.map(
      (stage) =>
        `  note right of ${stage}: ${REASON_CODES.filter((code) => stageOf(code) === stage).length} reasons`,
    ),
    '```',
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const codes = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ') || '–';

function ruleRow(name: string): string {
  const description = ruleDescriptions[name];
  if (description === undefined) throw new Error(`row ${name} has no description`);
  const { observed, does, reasons: given, facts, scenarios } = description;
  return `| ${name} | ${cell(observed)} | ${cell(does)} | ${codes(given)} | ${facts} | ${codes(scenarios)} |`;
}

function reasonRow(code: (typeof REASON_CODES)[number]): string {
  const { waitingOn, retry } = reasons[code];
  const { sentence, action } = reasonStrings[code];
  const rows = Object.keys(ruleDescriptions).filter((name) =>
    ruleDescriptions[name]?.reasons.includes(code),
  );
  return `| \`${code}\` | ${stageOf(code) ?? 'keeps its stage'} | ${waitingOn} | ${retry ? '✔' : '–'} | ${cell(sentence)} | ${cell(action)} | ${rows.join(', ') || '–'} |`;
}
