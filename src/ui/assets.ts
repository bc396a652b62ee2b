import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { UiEnv } from './context.js';

const require = createRequire(import.meta.url);
/** Beside `src` and `dist` alike. */
const own = (name: string): string =>
  fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

const FILES = {
  'favicon.svg': [own('favicon.svg'), 'image/svg+xml'],
  'pico.css': [require.resolve('@picocss/pico/css/pico.jade.min.css'), STYLE],
  'console.css': [own('console.css'), STYLE],
  'operations.css': [own('operations.css'), STYLE],
  'htmx.js': [require.resolve('htmx.org/dist/htmx.min.js'), SCRIPT],
  'hx-sse.js': [require.resolve('htmx.org/dist/ext/hx-sse.min.js'), SCRIPT],
  'console.js': [own('console.js'), SCRIPT],
  'signup.js': [own('signup.js'), SCRIPT],
} as const satisfies Record<string, readonly [path: string, type: string]>;

/** A file that pages load. */
export type AssetName = keyof typeof FILES;

interface Asset {
  readonly body: string;
  readonly type: string;
  readonly hash: string;
}

const HASH_LENGTH = 12;

const assets = new Map<AssetName, Asset>();

function asset(name: AssetName): Asset {
  const known = assets.get(name);
  if (known !== undefined) return known;
  const [path, type] = FILES[name];
  const body = readFileSync(path, 'utf8');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_LENGTH);
  const read = { body, type, hash };
  assets.set(name, read);
  return read;
}

const isAsset = (name: string): name is AssetName => Object.hasOwn(FILES, name);

/** Where a page loads this file from; another content has another address. */
export const assetUrl = (name: AssetName): string => `/assets/${asset(name).hash}/${name}`;

/** Serves the files of the console from our own origin; whoever asks by the content's hash may keep them for ever. */
export function registerAssets(ui: Hono<UiEnv>): void {
  ui.use('/assets/*', compress());
  ui.get('/assets/:hash/:name', (c) => {
    const { hash, name } = c.req.param();
    if (!isAsset(name)) return c.notFound();
    const { body, type, hash: current } = asset(name);
    c.header('Content-Type', type);
    c.header('ETag', `"${current}"`);
    // A page of an older release may still ask for an older content.
    c.header(
      'Cache-Control',
      hash === current ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (c.req.header('if-none-match') === `"${current}"`) return c.body(null, 304);
    return c.body(body);
  });
  ui.get('/favicon.ico', (c) => c.redirect(assetUrl('favicon.svg')));
}
