/** Words of the banner at the top of a number. Source: design/console.md, table of banners. */
export const bannerStrings = {
  us: { title: 'Working on it' },
  meta: { title: 'Waiting for Meta', again: 'We look again' },
  time: {
    title: (until: string) => `Paused until ${until}`,
    titleOpen: 'Paused',
    reserved: (left: number) => `Use one of ${left} reserved attempts…`,
  },
  operator: { title: (action: string) => `Your move: ${action}` },
  customer: {
    title: (action: string) => `Waiting for the customer: ${action}`,
    button: 'Copy message',
  },
  incomplete: {
    title: 'Registration isn’t complete',
    body: (explanation: string, left: number, limit: number) =>
      `${explanation} ${left} of ${limit} attempts left.`,
    button: 'Complete registration',
  },
  cannotSend: { title: 'Live, but can’t send' },
  cannotReceive: { title: 'Live, but nothing arrives' },
  stale: {
    title: 'We can’t see Meta right now',
    body: (readAt: string) => `Showing what we knew ${readAt}. Nothing was changed.`,
  },
  justLive: {
    title: (name: string) => `${name} is live`,
    body: (ago: string, duration: string) => `It went live ${ago} ago, after ${duration}.`,
    button: 'Send a test',
  },
  closed: { title: 'Closed' },
  incident: {
    title: (time: string) => `Meta trouble since ${time}`,
    body: (numbers: number, code: string | null) =>
      `${numbers} numbers got the same answer (${code ?? 'none'}). Useless retries are paused. Nothing to do.`,
    button: 'See numbers',
  },
} as const;

/** Words of the message that is copied for the customer. */
export const customerMessageStrings = {
  greeting: 'Hello,',
  need: (number: string) =>
    `We are connecting ${number} to WhatsApp, and one thing is needed from you.`,
  todo: (action: string) => `What to do: ${action}`,
  where: (url: string) => `Where: ${url}`,
  thanks: 'Thank you!',
} as const;

/** Words of “Needs you”. */
export const needsYouStrings = {
  need: (count: number) => (count === 1 ? 'needs you' : 'need you'),
  working: () => 'being worked on',
  time: (count: number) => (count === 1 ? 'waits for a time' : 'wait for a time'),
  meta: (count: number) => (count === 1 ? 'waits for Meta' : 'wait for Meta'),
  live: () => 'live',
  checkAll: 'Check all of these now',
  checked: (count: number) => `Looking at ${count} ${count === 1 ? 'number' : 'numbers'} now.`,
  copyMessage: 'Copy message',
  more: (count: number) => `All ${count} that need you`,
  none: {
    title: 'No numbers yet',
    body: 'A number that is connected here goes live by itself; you hear of it when it needs you.',
  },
  quiet: {
    title: 'Nothing needs you.',
    waiting: (meta: number, time: number) =>
      [waits(meta, 'Meta'), waits(time, 'a time')].filter((part) => part !== '').join(', '),
    nextLook: 'next look',
  },
} as const;

const waits = (count: number, on: string): string =>
  count === 0 ? '' : `${count} ${count === 1 ? 'number waits' : 'numbers wait'} for ${on}`;
