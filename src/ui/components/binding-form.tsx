import { placesOf, type Place } from '../../messaging/binding-places.js';
import type { TemplateDefinition } from '../../messaging/template-definition.js';
import type { Problem } from '../../operations/problem.js';
import { strings } from '../strings.js';
import { Notice } from './notice.js';

type Fields = Readonly<Record<string, string>>;

/** Choosing a template, then a key and a name for each of its places, with a check that follows what is typed. */
export function BindingForm({
  path,
  templates,
  fields,
  problem,
}: {
  path: string;
  templates: readonly TemplateDefinition[];
  fields: Fields;
  problem: Problem | undefined;
}) {
  const words = strings.settings.templates;
  const idOf = ({ name, language }: TemplateDefinition): string => `${name}/${language}`;
  const chosen = templates.find((template) => idOf(template) === fields['template']);
  return (
    <details class="card" id="add" open={chosen !== undefined || problem !== undefined}>
      <summary>{words.add}</summary>
      {problem !== undefined && <Notice tone="bad">{problem.detail}</Notice>}
      {templates.length === 0 ? (
        <p class="muted">{words.noTemplates}</p>
      ) : (
        <form class="inline" method="get" action={`${path}#add`}>
          <label>
            {words.choose}
            <select name="template" data-submit>
              <option value="">{words.chooseFirst}</option>
              {templates.map((template) => (
                <option value={idOf(template)} selected={template === chosen}>
                  {`${template.name} (${template.language}) · ${template.status}`}
                </option>
              ))}
            </select>
          </label>
        </form>
      )}
      {chosen !== undefined && (
        <div class="two">
          <form class="stack" method="post" action={path} id="binding">
            <input type="hidden" name="template" value={idOf(chosen)} />
            <label>
              {words.key}
              <input
                name="key"
                required
                pattern="[A-Za-z0-9_.\-]{1,100}"
                value={fields['key'] ?? chosen.name}
                autocomplete="off"
              />
              <small>{words.keyHint}</small>
            </label>
            {placesOf(chosen).map((place) => (
              <label>
                {words.parameterOf(nameOf(place))}
                <input
                  name={`param:${place.id}`}
                  value={fields[`param:${place.id}`] ?? suggestion(place, chosen)}
                  autocomplete="off"
                />
              </label>
            ))}
            <div class="actions">
              <button type="submit">{words.save}</button>
            </div>
          </form>
          <section
            id="fit"
            aria-live="polite"
            aria-label={words.check}
            hx-post={`${path}/check`}
            hx-trigger="load, input from:#binding delay:250ms"
            hx-include="#binding"
            hx-target="#fit"
            hx-swap="innerHTML"
          />
        </div>
      )}
    </details>
  );
}

function nameOf(place: Place): string {
  const words = strings.settings.templates;
  switch (place.part) {
    case 'header':
      return words.header;
    case 'body':
      return words.body(`{{${place.variable}}}`);
    case 'button':
      return words.button(place.text);
  }
}

/** A name to begin with: Meta's own where it has one. The code that an authentication template names is the one that its button copies. */
function suggestion(place: Place, { category }: TemplateDefinition): string {
  switch (place.part) {
    case 'header':
      return place.header.variable ?? 'header';
    case 'body':
      if (category?.toUpperCase() === 'AUTHENTICATION') return 'code';
      return /^\d+$/.test(place.variable) ? `value_${place.variable}` : place.variable;
    case 'button':
      return place.button.type === 'COPY_CODE' ? 'code' : `link_${place.button.index + 1}`;
  }
}
