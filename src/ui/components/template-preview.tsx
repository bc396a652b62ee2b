import type { Preview } from '../../messaging/preview.js';

/** A message as the person would see it. Nothing of it is more than text. */
export const TemplatePreview = ({ preview }: { preview: Preview }) => (
  <div class="chat" dir="auto">
    {preview.header !== null && <strong dir="auto">{preview.header}</strong>}
    <p dir="auto">{preview.body}</p>
    {preview.footer !== null && <small dir="auto">{preview.footer}</small>}
    {preview.buttons.length > 0 && (
      <ul>
        {preview.buttons.map((text) => (
          <li dir="auto">{text}</li>
        ))}
      </ul>
    )}
  </div>
);
