import { raw } from 'hono/html';

/** The page's whole appearance, in the colours of the console: no file, font or script from anywhere else. */
export const style = raw(`
:root { color-scheme: light dark; --ink: #373c44; --soft: #646b79; --line: #dfe3ea; --ground: #f5f6f8; --card: #fff; --accent: #00664a; --warn: #7a4d00; --alarm: #a3182f; --good-bg: #e2f5ec; --warn-bg: #fdf1d7; --alarm-bg: #fde7ea; }
@media (prefers-color-scheme: dark) { :root { --ink: #c2c7d0; --soft: #8891a4; --line: #2b3240; --ground: #10141b; --card: #181d26; --accent: #6fdcae; --warn: #f2c56b; --alarm: #ff9aa8; --good-bg: #123528; --warn-bg: #3a2c10; --alarm-bg: #43161f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 92rem; padding: 2rem clamp(.9rem, 3vw, 2.5rem) 4rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2.5rem 0 .25rem; }
article h2 { font-size: 1rem; margin: 0; }
p { margin: 0 0 .75rem; max-width: 75ch; }
main > p, article > p:not(.next) { color: var(--soft); }
small { color: var(--soft); font-size: .87rem; font-weight: 400; }
code { font: .85em ui-monospace, monospace; }
p > code:first-child { color: var(--ink); }
.clock { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 1rem 0; padding: .6rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
.clock time { font-weight: 600; font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .9rem; align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; scroll-margin-top: 6rem; }
article > :last-child { margin-bottom: 0; }
header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; justify-content: space-between; align-items: start; margin-bottom: .4rem; }
article h2 small { display: block; }
.status { padding: .05rem .55rem; border-radius: 1rem; font-size: .8rem; font-weight: 600; }
.good { background: var(--good-bg); color: var(--accent); } .care { background: var(--warn-bg); color: var(--warn); } .status.bad { background: var(--alarm-bg); } .bad { color: var(--alarm); }
.next { padding-left: .7rem; border-left: 3px solid var(--line); }
.next time { font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .5rem .9rem; margin: 0 0 .8rem; font-size: .87rem; }
dt { color: var(--soft); } dd { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .4rem; }
article > .actions { margin-bottom: .7rem; }
form { display: inline-flex; flex-wrap: wrap; gap: .4rem; }
button, select { font: inherit; font-size: .85rem; padding: .25rem .65rem; border: 1px solid var(--soft); border-radius: 6px; background: transparent; color: inherit; }
select { background: var(--card); max-width: 100%; }
button { cursor: pointer; }
article > .actions > form > button:first-child { border-color: var(--accent); color: var(--accent); font-weight: 600; }
button:hover, button:focus-visible, select:focus-visible, summary:hover { border-color: var(--accent); color: var(--accent); }
summary { cursor: pointer; color: var(--soft); font-size: .87rem; }
details[open] summary { margin-bottom: .5rem; }
.reference { margin-top: .9rem; padding: .7rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.reference h2 { display: inline; margin: 0; color: var(--ink); }
.cards + .reference { margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem; border-top: 1px solid var(--line); }
th { width: 19rem; font-weight: 400; }
@media (max-width: 40rem) { .clock { position: static; } article { scroll-margin-top: 1rem; } th, td { display: block; width: auto; } th { padding-bottom: 0; } td { border-top: 0; padding-top: .1rem; } }
`);
