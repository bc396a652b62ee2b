// What pages need beside htmx: times that stay true, copying, and a word when live updates pause.

const UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const REFRESH_TIMES_EVERY = 20_000;

/** As the server says it: src/ui/components/time.tsx. */
function ago(at, now) {
  const distance = at - now;
  const unit = UNITS.find(([, ms]) => Math.abs(distance) >= ms);
  if (unit === undefined) return distance > 0 ? 'in less than a minute' : 'just now';
  return relative.format(Math.trunc(distance / unit[1]), unit[0]);
}

setInterval(() => {
  const now = Date.now();
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const at = Date.parse(time.dateTime);
    const text = at <= now && time.dataset.due ? time.dataset.due : ago(at, now);
    if (time.textContent !== text) time.textContent = text;
  }
}, REFRESH_TIMES_EVERY);

const SHOW_COPIED_FOR = 1_500;

async function copy(button) {
  const { copy: text, copied } = button.dataset;
  await navigator.clipboard.writeText(text.replace('{origin}', location.origin));
  const before = button.textContent;
  button.textContent = copied;
  button.setAttribute('aria-live', 'polite');
  setTimeout(() => {
    button.textContent = before;
  }, SHOW_COPIED_FOR);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (button) void copy(button);
});

document.addEventListener('change', (event) => {
  if (event.target.matches?.('select[data-submit]')) event.target.form.requestSubmit();
});

// Whoever stood on a button that is gone with what it was for comes to the answer.
document.addEventListener('htmx:after:swap', (event) => {
  // What reads itself again answers nobody. Of a form that is gone with what it was about, htmx names what it was replaced in.
  if (['live', 'soon'].includes(event.detail?.ctx?.sourceElement?.id)) return;
  const notice = document.querySelector('#said .notice');
  if (!notice) return;
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body && activeElement.isConnected) return;
  notice.tabIndex = -1;
  notice.focus();
});

// The stream: htmx connects it again by itself; what happened meanwhile is read at once.
const GRACE_MS = 2_000;
let pausedTimer = null;
let wasDown = false;

function down() {
  wasDown = true;
  pausedTimer ??= setTimeout(() => {
    const strip = document.getElementById('paused');
    if (strip) strip.hidden = false;
  }, GRACE_MS);
}

function up() {
  clearTimeout(pausedTimer);
  pausedTimer = null;
  const strip = document.getElementById('paused');
  if (strip) strip.hidden = true;
  if (wasDown) document.body.dispatchEvent(new CustomEvent('live-change', { bubbles: true }));
  wasDown = false;
}

document.addEventListener('htmx:sse:after:connection', up);
document.addEventListener('htmx:sse:error', down);
document.addEventListener('htmx:sse:before:connection', (event) => {
  if (event.detail.connection.attempt > 0) down();
});

// The very first connection is not tried again by htmx.
const TRY_AGAIN_AFTER = 5_000;
document.addEventListener('htmx:error', (event) => {
  const stream = event.target.closest?.('#stream');
  if (!stream) return;
  down();
  setTimeout(() => window.htmx.trigger(stream, 'load'), TRY_AGAIN_AFTER);
});
