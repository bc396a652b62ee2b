import { checkButtons } from './check-buttons.js';
import { checkLinks } from './check-links.js';
import { quoted } from './quoted.js';
import { problemOf } from './template-problem.js';
import { componentOf, variablesOf, type TemplateDefinition } from './template-definition.js';
import type {
  TemplateComponent,
  TemplateObject,
  TemplateParameter,
  TemplateProblem,
} from './template-object.js';

const MEDIA = ['IMAGE', 'VIDEO', 'DOCUMENT'];
/** What no text takes; of types that Meta adds, Meta judges. */
const NOT_TEXT = [...MEDIA, 'GIF', 'LOCATION', 'PRODUCT'];
/** Parts that must be filled whole, and that bindings do not know. */
const RAW_ONLY = ['CAROUSEL', 'LIMITED_TIME_OFFER'];

/** Every way in which a template of a message does not fit its definition at Meta; empty when it fits. */
export function checkTemplateObject(
  template: TemplateObject,
  definition: TemplateDefinition,
): TemplateProblem[] {
  const given = template.components ?? [];
  return [
    ...checkHeader(parametersFor(given, 'HEADER'), definition),
    ...checkBody(parametersFor(given, 'BODY'), definition),
    ...checkButtons(ofType(given, 'BUTTON'), definition),
    ...checkOthers(given, definition),
    ...checkLinks(given),
  ];
}

const ofType = (given: readonly TemplateComponent[], type: string): TemplateComponent[] =>
  given.filter((component) => component.type.toUpperCase() === type);

const parametersFor = (given: readonly TemplateComponent[], type: string): TemplateParameter[] =>
  ofType(given, type).flatMap(({ parameters }) => parameters ?? []);

function checkHeader(
  given: readonly TemplateParameter[],
  definition: TemplateDefinition,
): TemplateProblem[] {
  const header = componentOf(definition, 'HEADER');
  const format = header?.format?.toUpperCase() ?? 'TEXT';
  if (header === undefined || (format === 'TEXT' && variablesOf(header.text).length === 0)) {
    if (given.length === 0) return [];
    const has =
      header === undefined ? 'no header' : `the fixed header "${quoted(header.text ?? '')}"`;
    return [
      problemOf(
        'header_unexpected',
        `The template has ${has}, and a value for the header is given.`,
      ),
    ];
  }
  if (format === 'TEXT')
    return checkVariables(given, {
      text: header.text ?? '',
      part: 'header',
      code: given.length === 0 ? 'header_missing' : 'header_mismatch',
      definition,
    });

  const kind = format.toLowerCase();
  const [parameter, ...more] = given;
  if (parameter === undefined)
    return [
      problemOf(
        'header_missing',
        `The header of the template is ${article(kind)}, and none is given.`,
      ),
    ];
  if (more.length > 0 || parameter.type.toLowerCase() !== kind) {
    const what = more.length > 0 ? `${given.length} values are` : `${article(parameter.type)} is`;
    return [
      problemOf(
        'header_mismatch',
        `The header of the template is ${article(kind)}, and ${what} given.`,
      ),
    ];
  }
  return MEDIA.includes(format) ? checkMedia(parameter[kind]) : [];
}

function checkMedia(media: unknown): TemplateProblem[] {
  const { link, id } = (media ?? {}) as { link?: unknown; id?: unknown };
  // The links are checked all together.
  if (typeof link === 'string' || (typeof id === 'string' && id !== '')) return [];
  return [
    problemOf('not_media', 'The media of the header has neither a link nor the id of an upload.'),
  ];
}

function checkBody(
  given: readonly TemplateParameter[],
  definition: TemplateDefinition,
): TemplateProblem[] {
  const text = componentOf(definition, 'BODY')?.text ?? '';
  return checkVariables(given, { text, part: 'body', code: 'body_mismatch', definition });
}

function checkVariables(
  given: readonly TemplateParameter[],
  {
    text,
    part,
    code,
    definition,
  }: {
    text: string;
    part: string;
    code: TemplateProblem['code'];
    definition: TemplateDefinition;
  },
): TemplateProblem[] {
  // Before names and counts: neither says what is wrong with an image.
  const other = given.find(({ type }) => NOT_TEXT.includes(type.toUpperCase()));
  if (other !== undefined)
    return [
      problemOf(code, `The ${part} of the template is text, and ${article(other.type)} is given.`),
    ];
  const variables = variablesOf(text);
  const empty = given.some(({ type, text: value }) => type === 'text' && isEmpty(value));
  const problems = empty
    ? [
        problemOf(
          'parameter_empty',
          `A value for the ${part} is empty, and Meta takes no empty values.`,
        ),
      ]
    : [];
  const said = `The ${part} "${quoted(text)}"`;
  if (definition.parameterFormat?.toUpperCase() === 'NAMED') {
    const names = given.map((parameter) => parameter.parameter_name ?? '');
    const matches =
      names.length === variables.length && variables.every((name) => names.includes(name));
    if (matches) return problems;
    const got = names.filter((name) => name !== '');
    const unnamed = names.length - got.length;
    const parts = [...got, ...(unnamed > 0 ? [`${unnamed} without a name`] : [])];
    return [
      ...problems,
      problemOf(
        code,
        `${said} names its variables (${variables.join(', ') || 'none'}), and given are: ${parts.join(', ') || 'none'}.`,
      ),
    ];
  }
  const [named] = given.flatMap((parameter) => parameter.parameter_name ?? []);
  if (named !== undefined)
    return [
      ...problems,
      problemOf(
        code,
        `${said} numbers its variables, and a value for one with the name "${quoted(named)}" is given.`,
      ),
    ];
  if (given.length === variables.length) return problems;
  return [
    ...problems,
    problemOf(
      code,
      `${said} has ${count(variables.length, 'variable')}, and ${count(given.length, 'value')} ${given.length === 1 ? 'is' : 'are'} given.`,
    ),
  ];
}

function checkOthers(
  given: readonly TemplateComponent[],
  definition: TemplateDefinition,
): TemplateProblem[] {
  return RAW_ONLY.filter(
    (type) => componentOf(definition, type) && ofType(given, type).length === 0,
  ).map((type) =>
    problemOf(
      'component_unsupported',
      `The template has a ${type.toLowerCase().replaceAll('_', ' ')}, which a raw template must fill and a binding cannot.`,
    ),
  );
}

const isEmpty = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

const count = (number: number, noun: string): string =>
  `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;

const article = (noun: string): string =>
  `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun.toLowerCase()}`;
