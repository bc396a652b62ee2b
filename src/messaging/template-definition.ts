/** A template as Meta lists it. Status, category and format are open sets. Source: facts/meta.md §1.15. */
export interface TemplateDefinition {
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: string | null;
  /** `NAMED` or `POSITIONAL`; null where Meta does not say, which means positional. */
  readonly parameterFormat: string | null;
  readonly components: readonly DefinedComponent[];
  readonly rejectedReason: string | null;
}

/** HEADER, BODY, FOOTER, BUTTONS …, and whatever Meta adds. */
export interface DefinedComponent {
  readonly type: string;
  /** Of a header: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION. */
  readonly format?: string | null | undefined;
  readonly text?: string | null | undefined;
  readonly buttons?: readonly DefinedButton[] | null | undefined;
  readonly [key: string]: unknown;
}

export interface DefinedButton {
  /** URL, QUICK_REPLY, COPY_CODE, PHONE_NUMBER, OTP, FLOW … */
  readonly type: string;
  readonly text?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly [key: string]: unknown;
}

/** The variables of a text, each once, in order: `1`, `2` or names. */
export function variablesOf(text: string | null | undefined): readonly string[] {
  const found = [...(text ?? '').matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)].map(([, name = '']) => name);
  return [...new Set(found)].toSorted((one, other) => Number(one) - Number(other) || 0);
}

/** The first component of this type; Meta writes types in capitals. */
export const componentOf = (
  definition: TemplateDefinition,
  type: string,
): DefinedComponent | undefined =>
  definition.components.find((component) => component.type.toUpperCase() === type);

/** The buttons in their order, which is what an index counts. */
export const buttonsOf = (definition: TemplateDefinition): readonly DefinedButton[] =>
  componentOf(definition, 'BUTTONS')?.buttons ?? [];

/**
 * Does this button of an authentication template carry the one-time code, to copy it or to fill it in? Meta lists it as OTP, or as the URL that
 * such a button opens; either way a message fills it like a URL, with the code that its text names too. Source: facts/meta.md §1.14, §1.15.
 */
export const isOneTimeCode = ({ type, url }: DefinedButton): boolean =>
  type.toUpperCase() === 'OTP' ||
  (type.toUpperCase() === 'URL' && /[?&]otp_type=/i.test(url ?? ''));
