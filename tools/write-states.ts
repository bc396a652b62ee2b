import { writeFile } from 'node:fs/promises';
import { statesDocument } from './states-document.js';

await writeFile(new URL('../docs/states.md', import.meta.url), statesDocument());
