import type { Context } from 'hono';
import type { EventEndpointRow } from '../../store/tables.js';
import { renderPage } from '../components/layout.js';
import { SecretOnce } from '../components/secret-once.js';
import type { UiEnv } from '../context.js';
import { strings } from '../strings.js';

/** The answer to whoever made or rotated a secret: the only page that ever shows it. */
export function secretPage(c: Context<UiEnv>, endpoint: EventEndpointRow, secret: string) {
  const words = strings.toYou.secret;
  return renderPage(c, {
    title: words.title,
    children: (
      <>
        <h1>{words.title}</h1>
        <p class="mono">{endpoint.url}</p>
        <SecretOnce secret={secret} what={words.what} warning={words.once} />
        {endpoint.previous_secret_until !== null && <p>{words.before}</p>}
        <a role="button" href={`/to-your-systems/${endpoint.id}`}>
          {words.on}
        </a>
      </>
    ),
  });
}
