/** What a key of ours stands for: a template in a language, and which of our parameters fills which place. Design: api.md §4. */
export interface TemplateBinding {
  readonly name: string;
  readonly language: string;
  readonly header?: BoundHeader | null | undefined;
  /** Our parameters in the order of the variables; or, for a template that names its variables, our parameter by variable. */
  readonly body?: readonly string[] | Readonly<Record<string, string>> | undefined;
  readonly buttons?: readonly BoundButton[] | undefined;
}

/** `param` holds a link or a media id; of TEXT the text, and `variable` its name where the template names its variables. */
export interface BoundHeader {
  readonly type: 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'TEXT';
  readonly param: string;
  readonly variable?: string | undefined;
}

/** `param` holds the end of the URL, the payload of the reply, or the code. */
export interface BoundButton {
  readonly type: 'URL' | 'QUICK_REPLY' | 'COPY_CODE';
  /** The place among all buttons of the template, from 0. */
  readonly index: number;
  readonly param: string;
}

/** The values of a message, by the name of our parameter. */
export type TemplateValues = Readonly<Record<string, string | number>>;

/** The names of all parameters that the binding reads, each once. */
export function parametersOf(binding: TemplateBinding): readonly string[] {
  const { header, body = [], buttons = [] } = binding;
  return [
    ...new Set([
      ...(header ? [header.param] : []),
      ...Object.values(body),
      ...buttons.map(({ param }) => param),
    ]),
  ];
}
