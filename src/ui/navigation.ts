import type { Actor } from '../operations/actor.js';
import { strings } from './strings.js';

/** One entry of the main navigation. */
export interface NavigationEntry {
  readonly href: string;
  readonly label: string;
  /** Left out where this key has no use for it. */
  readonly isFor: (actor: Actor) => boolean;
}

const everybody = (): boolean => true;

/** The pages that are reached from everywhere, in their order. */
export const navigation: readonly NavigationEntry[] = [
  { href: '/', label: strings.nav.needsYou, isFor: everybody },
  { href: '/numbers', label: strings.nav.numbers, isFor: everybody },
  {
    href: '/connect',
    label: strings.nav.connect,
    isFor: ({ scopes }) => scopes.includes('admin'),
  },
  { href: '/from-meta', label: strings.fromMeta.title, isFor: everybody },
  {
    href: '/to-your-systems',
    label: strings.toYou.title,
    isFor: ({ scopes }) => scopes.includes('admin'),
  },
  { href: '/settings', label: strings.settings.title, isFor: everybody },
  { href: '/system', label: strings.system.title, isFor: everybody },
  { href: '/setup', label: strings.nav.setup, isFor: ({ isPlatform }) => isPlatform },
];

/** The page to be on after another account was chosen: what belongs to one account is not there for another. */
export const pathOfEverybody = (path: string): string =>
  navigation.some(({ href }) => href === path) || path.startsWith('/settings/') ? path : '/';

/** Is this the entry of the page at `path`? The numbers' own pages belong to the list. */
export const isCurrent = ({ href }: NavigationEntry, path: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
