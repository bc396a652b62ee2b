import { table } from '../table.js';
import type { Finding } from './finding.js';

/** One line for each finding, and what to do under those that fail. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = table(
    findings.map(({ verdict, check, detail }) => [verdict, check, detail.replaceAll('\n', ' ')]),
  ).split('\n');
  return lines
    .flatMap((line, index) => {
      const advice = findings[index]?.advice;
      return advice === undefined ? [line] : [line, indent(advice)];
    })
    .join('\n');
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? `      → ${line}` : `        ${line}`))
    .join('\n');
