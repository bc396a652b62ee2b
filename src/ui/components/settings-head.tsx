import type { Actor } from '../../operations/actor.js';
import { strings } from '../strings.js';

const TABS = ['tokens', 'templates', 'keys', 'audit'] as const;
/** A part of the settings. */
export type SettingsTab = (typeof TABS)[number];

const FOR_ADMINS: readonly SettingsTab[] = ['keys', 'audit'];

/** The title of the settings and the way between their parts. */
export const SettingsHead = ({ actor, tab }: { actor: Actor; tab: SettingsTab }) => (
  <>
    <h1>{strings.settings.title}</h1>
    <nav class="tabs" aria-label={strings.settings.title}>
      <ul>
        {TABS.filter((one) => actor.scopes.includes('admin') || !FOR_ADMINS.includes(one)).map(
          (one) => (
            <li>
              <a href={`/settings/${one}`} aria-current={one === tab ? 'page' : undefined}>
                {strings.settings.tabs[one]}
              </a>
            </li>
          ),
        )}
      </ul>
    </nav>
  </>
);
