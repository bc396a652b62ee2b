/** Words of “Connect a number”. */
export const connectStrings = {
  title: 'Connect a number',
  intro: 'From here a number goes live by itself; you hear of it when it needs you.',
  withToken: 'With an access token',
  tokenIntro:
    'Paste the customer’s token and choose the number. Nothing is spent before you press Connect.',
  signup: {
    title: 'With Embedded Signup',
    intro: 'Your customer signs in with Facebook and chooses the number; its token comes with it.',
    played:
      'Your customer signs in with Facebook and chooses the number. Here the pop-up is played: each of its buttons is a way in which it can end.',
    coexistence: 'The number stays in the WhatsApp Business app',
    button: 'Continue with Facebook',
    waiting: 'Waiting for the pop-up …',
  },
  token: 'Access token',
  tokenHint:
    'Needs whatsapp_business_management and whatsapp_business_messaging. Left out: the one that the account has.',
  see: 'Show its numbers',
  choose: 'Which number?',
  noneSeen: 'The token names no WhatsApp account. Give the ids under Advanced.',
  advanced: 'Advanced: give the ids, a PIN, another callback',
  phoneNumberId: 'Phone number ID',
  wabaId: 'WhatsApp account ID',
  pin: 'Two-step PIN, if you know it',
  callback: 'Callback URL, if not ours',
  check: 'Check first',
  connect: 'Connect',
  verdicts: {
    ready: 'Ready: nothing stands in the way.',
    attention: 'It can start; some points slow it down or could not be read.',
    cannot_start: 'It would stop until somebody acts on what is marked.',
  },
  marks: { pass: 'Fine', warn: 'Note', fail: 'Stops', unknown: 'Not known' },
  connected: 'already here',
  whereAtMeta: 'Open at Meta',
} as const;
