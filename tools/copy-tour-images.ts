/**
 * Takes the pictures of docs/tour.md from those that the browser tests made (`npm run docs:images` runs them first). Each may be 150 kB, so that
 * the repository stays small.
 */
import { copyFile, mkdir, stat } from 'node:fs/promises';

const FROM = 'test-results/screenshots';
const TO = 'docs/images';
const MOST = 150_000;

/** By the name in the tour: the name in the tests. */
const IMAGES = {
  connect: 'connect',
  'code-needed': 'code-needed',
  live: 'live',
  'send-test': 'send-test',
  message: 'message-light',
  'from-meta': 'from-meta-light',
  simulator: 'simulator-light',
};

await mkdir(TO, { recursive: true });
for (const [name, source] of Object.entries(IMAGES)) {
  const file = `${FROM}/${source}.png`;
  const { size } = await stat(file);
  if (size > MOST) throw new Error(`${file} has ${size} bytes; ${MOST} is the most.`);
  await copyFile(file, `${TO}/${name}.png`);
  console.log(`${TO}/${name}.png: ${Math.round(size / 1_000)} kB`);
}
