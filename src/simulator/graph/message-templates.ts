import { makeTemplate, type Template } from '../state/template.js';
import type { Answer, Parameters, WabaCall } from './call.js';
import { parseJson, textParameter } from './call.js';
import { parseFields } from './fields.js';
import { paginate } from './paging.js';
import { invalidParameter, refusal, unknownField } from './refusal.js';

const NODE_TYPE = 'WhatsAppMessageTemplate';
const DEFAULT_FIELDS = parseFields(
  'name,parameter_format,components,language,status,category,sub_category',
);

/** Source: facts/meta.md §1.15. */
const FIELDS: Readonly<Record<string, (template: Template) => unknown>> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  language: ({ language }) => language,
  status: ({ status }) => status,
  category: ({ category }) => category,
  components: ({ components }) => components,
  parameter_format: ({ parameter_format: format }) => format,
  rejected_reason: ({ rejected_reason: reason }) => reason,
  quality_score: ({ quality_score: score }) => score,
  previous_category: ({ previous_category: category }) => category,
  correct_category: ({ correct_category: category }) => category,
  sub_category: ({ sub_category: category }) => category,
  message_send_ttl_seconds: ({ message_send_ttl_seconds: ttl }) => ttl,
  last_updated_time: ({ last_updated_time: time }) => time,
};

/** `GET /{waba_id}/message_templates`, with Meta's filters: part of the name, and one or more values of the others. Source: facts/meta.md §1.15. */
export function listTemplates({ waba, parameters, url }: WabaCall): Answer {
  const fields = textParameter(parameters, 'fields');
  const selection = fields === undefined ? DEFAULT_FIELDS : parseFields(fields);
  for (const name of selection.keys())
    if (!Object.hasOwn(FIELDS, name)) throw unknownField(name, NODE_TYPE);

  const { items, paging } = paginate(waba.templates.filter(filterOf(parameters)), {
    parameters,
    url,
  });
  const names = ['id', ...[...selection.keys()].filter((name) => name !== 'id')];
  const data = items.map((template) =>
    Object.fromEntries(
      names
        .map((name) => [name, FIELDS[name]?.(template)])
        .filter(([, value]) => value !== undefined),
    ),
  );
  return { body: { data, ...(paging !== undefined && { paging }) } };
}

/** `POST /{waba_id}/message_templates`: it is reviewed first. Source: facts/meta.md §1.15. */
export function createTemplate({ world, waba, parameters }: WabaCall): Answer {
  const name = textParameter(parameters, 'name') ?? '';
  const language = textParameter(parameters, 'language') ?? '';
  const category = textParameter(parameters, 'category') ?? '';
  const components = listOf(parameters['components']);
  if (!/^[a-z0-9_]{1,512}$/.test(name))
    throw invalidParameter('Param name must be in lower case, with digits and underscores');
  if (language === '') throw invalidParameter('The parameter language is required.');
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(category))
    throw invalidParameter('The parameter category is required.');
  if (components === undefined) throw invalidParameter('The parameter components is required.');
  if (waba.templates.some((one) => one.name === name && one.language === language))
    throw refusal('template_exists');

  const format = textParameter(parameters, 'parameter_format')?.toUpperCase();
  const given = { name, language, category, components, parameter_format: format };
  const template = makeTemplate(waba.id, { ...given, status: 'PENDING' }, world.now());
  waba.templates.push(template);
  return { body: { id: template.id, status: template.status, category } };
}

function filterOf(parameters: Parameters): (template: Template) => boolean {
  const name = textParameter(parameters, 'name');
  const one = (parameter: string, value: string): boolean => {
    const given = parameters[parameter];
    const wanted = listOf(given) ?? textParameter(parameters, parameter)?.split(',');
    return wanted === undefined || wanted.includes(value);
  };
  return (template) =>
    (name === undefined || template.name.includes(name)) &&
    one('status', template.status) &&
    one('category', template.category) &&
    one('language', template.language) &&
    one('quality_score', template.quality_score.score);
}

function listOf(given: unknown): unknown[] | undefined {
  const value = typeof given === 'string' && given.startsWith('[') ? parseJson(given) : given;
  return Array.isArray(value) ? value : undefined;
}
