import type { BoundButton, BoundHeader, TemplateBinding } from './template-binding.js';
import {
  buttonsOf,
  componentOf,
  isOneTimeCode,
  variablesOf,
  type TemplateDefinition,
} from './template-definition.js';

/** One place of a template that takes a value of ours. */
export type Place =
  | { readonly id: string; readonly part: 'header'; readonly header: Omit<BoundHeader, 'param'> }
  | { readonly id: string; readonly part: 'body'; readonly variable: string }
  | {
      readonly id: string;
      readonly part: 'button';
      readonly button: Omit<BoundButton, 'param'>;
      readonly text: string;
    };

const MEDIA = ['IMAGE', 'VIDEO', 'DOCUMENT'] as const;

/** Every place that wants a value, in the order in which people read them. Source: facts/meta.md §1.15. */
export function placesOf(definition: TemplateDefinition): readonly Place[] {
  return [
    ...headerPlaces(definition),
    ...variablesOf(componentOf(definition, 'BODY')?.text).map((variable): Place => ({
      id: `body:${variable}`,
      part: 'body',
      variable,
    })),
    ...buttonPlaces(definition),
  ];
}

const isNamed = ({ parameterFormat }: TemplateDefinition): boolean =>
  parameterFormat?.toUpperCase() === 'NAMED';

function headerPlaces(definition: TemplateDefinition): Place[] {
  const header = componentOf(definition, 'HEADER');
  const media = MEDIA.find((format) => format === header?.format);
  if (media !== undefined) return [{ id: 'header', part: 'header', header: { type: media } }];
  const [variable] = variablesOf(header?.text);
  if (variable === undefined) return [];
  return [
    {
      id: 'header',
      part: 'header',
      header: { type: 'TEXT', ...(isNamed(definition) && { variable }) },
    },
  ];
}

/** A quick reply works without a payload; a URL with a variable and a code do not work without a value. */
function buttonPlaces(definition: TemplateDefinition): Place[] {
  return buttonsOf(definition).flatMap((button, index): Place[] => {
    const type = button.type.toUpperCase();
    const text = button.text ?? button.type;
    if (type === 'COPY_CODE' || isOneTimeCode(button))
      return [
        { id: `button:${index}`, part: 'button', button: { type: 'COPY_CODE', index }, text },
      ];
    if (type !== 'URL' || variablesOf(button.url).length === 0) return [];
    return [{ id: `button:${index}`, part: 'button', button: { type, index }, text }];
  });
}

/** The binding that gives each place the parameter under its id; a place without one is left out. */
export function bindingAt(
  definition: TemplateDefinition,
  params: Readonly<Record<string, string>>,
): TemplateBinding {
  const places = placesOf(definition);
  const paramAt = ({ id }: Place): string => params[id] ?? '';
  const header = places.find((place) => place.part === 'header');
  const body = places.filter((place) => place.part === 'body');
  const buttons = places.filter((place) => place.part === 'button');
  return {
    name: definition.name,
    language: definition.language,
    header:
      header === undefined || paramAt(header) === ''
        ? null
        : { ...header.header, param: paramAt(header) },
    body: isNamed(definition)
      ? Object.fromEntries(
          body
            .filter((place) => paramAt(place) !== '')
            .map((place) => [place.variable, paramAt(place)]),
        )
      : body.map(paramAt).filter((param) => param !== ''),
    buttons: buttons
      .filter((place) => paramAt(place) !== '')
      .map((place) => ({ ...place.button, param: paramAt(place) })),
  };
}
