import { quoted } from './quoted.js';
import type { Media, TemplateProblem } from './template-object.js';

/** What a value of a media header stands for; null when it is neither an https link nor an id. */
export function mediaOf(value: string): Media | null {
  if (/^\d+$/.test(value)) return { id: value };
  return /^https:\/\/[^\s/]/i.test(value) && URL.canParse(value) ? { link: value } : null;
}

/** Why a value is no media: a link of another protocol than https, or neither link nor id. */
export function mediaProblem(parameter: string | null, value: string): TemplateProblem {
  const named = parameter === null ? 'The media link' : `The parameter "${parameter}"`;
  return /^[a-z][a-z\d+.-]*:/i.test(value)
    ? {
        code: 'link_not_https',
        parameter,
        message: `${named} must be a link with https, and it is "${quoted(value)}".`,
      }
    : {
        code: 'not_media',
        parameter,
        message: `${named} must be an https link or the id of a media upload, and it is "${quoted(value)}".`,
      };
}
