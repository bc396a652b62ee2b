import { raw } from 'hono/html';

/** The page's whole appearance: no file, font or script from anywhere else. */
export const style = raw(`
:root { color-scheme: light dark; --ink: #1f2933; --soft: #616e7c; --line: #e4e7eb; --ground: #f7f8fa; --card: #fff; --accent: #0b6e4f; --warn: #a15c07; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --soft: #9aa5b1; --line: #323f4b; --ground: #14181d; --card: #1c2229; --accent: #5fc9a3; --warn: #e0a458; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem clamp(1rem, 4vw, 3rem); background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
p { margin: 0 0 1rem; color: var(--soft); max-width: 70ch; }
.clock { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1rem 0 1.5rem; }
.clock strong { font-variant-numeric: tabular-nums; margin-right: .5rem; }
.frame { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .65rem .8rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 600; }
small { color: var(--soft); display: block; font-weight: 400; }
code { font: .85rem ui-monospace, monospace; }
.state { white-space: nowrap; }
.good { color: var(--accent); } .care { color: var(--warn); }
form { display: inline; }
.actions { display: flex; flex-wrap: wrap; gap: .35rem; min-width: 13rem; }
button { font: inherit; font-size: .82rem; padding: .2rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--accent); color: var(--accent); }
.empty { padding: 2rem; }
`);
