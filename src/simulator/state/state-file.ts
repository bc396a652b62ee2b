import { readFile, rename, writeFile } from 'node:fs/promises';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import type { World } from './world.js';

/** What a crash may forget, in real ms. */
const SAVE_EVERY = 1_000;

// Tokens, app secrets and PINs are in it, if only simulated ones.
const OWNER_ONLY = 0o600;

/** Makes an empty world what the file keeps; where there is none it stays empty. @throws Error in one sentence for a file of something else */
export async function restoreState(world: World, file: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept === null) return;
  try {
    restoreSnapshot(world, kept);
  } catch (error) {
    throw new Error(
      `The Graph simulator cannot go on with ${file}: remove it to start with an empty Meta.`,
      { cause: error },
    );
  }
}

/** Writes the world to the file, when it has changed and at the end. */
export function saveState(world: World, file: string): { readonly close: () => Promise<void> } {
  let written = '';
  let saving = Promise.resolve();

  const save = async (): Promise<void> => {
    const text = takeSnapshot(world);
    if (withoutTime(text) === withoutTime(written)) return;
    // A crash in the middle leaves the old file, not half of a new one.
    const draft = `${file}.new`;
    await writeFile(draft, text, { mode: OWNER_ONLY });
    await rename(draft, file);
    written = text;
  };
  // One after the other; a failed one is made good by the next.
  const saveNext = (): Promise<void> => (saving = saving.catch(() => {}).then(save));

  const timer = setInterval(() => void saveNext().catch(() => {}), SAVE_EVERY);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await saveNext();
    },
  };
}

/** The clock alone is no change. */
const withoutTime = (snapshot: string): string => snapshot.replace(/"now":\d+,/, '');
