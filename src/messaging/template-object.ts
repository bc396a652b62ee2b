/** The `template` of a message as Meta's Cloud API takes it; what Meta adds is kept. Source: facts/meta.md §1.14. */
export interface TemplateObject {
  readonly name: string;
  readonly language: { readonly code: string; readonly [key: string]: unknown };
  readonly components?: readonly TemplateComponent[] | undefined;
  readonly [key: string]: unknown;
}

/** One part of a template that takes parameters. */
export interface TemplateComponent {
  /** `header`, `body` or `button`; in any case of letters. */
  readonly type: string;
  /** Of a button: `url`, `quick_reply`, `copy_code` … */
  readonly sub_type?: string | undefined;
  /** Of a button: its place, from 0. */
  readonly index?: string | number | undefined;
  readonly parameters?: readonly TemplateParameter[] | undefined;
  readonly [key: string]: unknown;
}

/** One value; its own key is its type: `text`, `image`, `payload` … */
export interface TemplateParameter {
  readonly type: string;
  /** Which variable it fills, where the template names its variables. */
  readonly parameter_name?: string | undefined;
  readonly [key: string]: unknown;
}

/** Media by a link that Meta fetches, or by the id of an upload. */
export type Media = { readonly link: string } | { readonly id: string };

/** Why a template message cannot be sent as written. */
export interface TemplateProblem {
  readonly code: TemplateProblemCode;
  /** The parameter of ours that it is about; null: it is about the template or the binding. */
  readonly parameter: string | null;
  /** A whole sentence, with the template's own words where it is about them. */
  readonly message: string;
}

export type TemplateProblemCode =
  | 'parameter_missing'
  | 'parameter_empty'
  | 'parameter_left_over'
  | 'link_not_https'
  | 'not_media'
  | 'template_missing'
  | 'language_unknown'
  | 'not_approved'
  | 'paused'
  | 'header_missing'
  | 'header_unexpected'
  | 'header_mismatch'
  | 'body_mismatch'
  | 'button_missing'
  | 'button_unexpected'
  | 'button_mismatch'
  | 'component_unsupported';
