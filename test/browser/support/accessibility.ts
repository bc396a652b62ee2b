import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly {
    readonly html: string;
    readonly failureSummary?: string;
    readonly any: readonly { readonly data?: { readonly messageKey?: string } | null }[];
  }[];
}

interface Found {
  readonly violations: readonly Finding[];
  readonly incomplete: readonly Finding[];
}

/** What axe-core finds wrong with the page, a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Through the debugger: the page's policy lets no script in.
  await page.evaluate(await readFile(path, 'utf8'));
  const { violations, incomplete } = (await page.evaluate(
    `window.axe.run(document).then(({ violations, incomplete }) => ({ violations, incomplete }))`,
  )) as Found;
  // Text in the colour of its ground axe takes for hidden on purpose, and says that somebody should look.
  const invisible = incomplete.map((finding) => ({
    ...finding,
    nodes: finding.nodes.filter(({ any }) =>
      any.some(({ data }) => data?.messageKey === 'equalRatio'),
    ),
  }));
  return [...violations, ...invisible].flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`),
  );
}
