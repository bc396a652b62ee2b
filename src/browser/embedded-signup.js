/**
 * Meta's Embedded Signup in the browser, for v4 (products are chosen in the login configuration). Serve it or import it from
 * `/embedded-signup.js`; hand what it resolves with to your server at once: the code lives 30 seconds.
 */

const META_ORIGINS = [
  'https://www.facebook.com',
  'https://web.facebook.com',
  'https://business.facebook.com',
];
const META_SDK = 'https://connect.facebook.net/en_US/sdk.js';
/** Code and message race; who has the code waits so long for the message, ms. The token leads to the number too. */
const WAIT_FOR_MESSAGE = 2_000;

/** Where somebody left the pop-up, in words. */
const STEPS = {
  BUSINESS_ACCOUNT_SELECTION: 'while choosing the business portfolio',
  WABA_PHONE_PROFILE_PICKER: 'while choosing the WhatsApp account',
  WHATSAPP_BUSINESS_PROFILE_SETUP: 'while filling in the business profile',
  PHONE_NUMBER_SETUP: 'while adding the phone number',
  PHONE_NUMBER_VERIFICATION: 'before the phone number was verified',
  PERMISSIONS: 'before the permissions were granted',
};

/** Why a sign-up did not end well. `reason`: `cancelled`, `failed` (Meta says why), `closed`, `no_code`, `sdk_unreachable`. */
export class SignupError extends Error {
  constructor(reason, message, details = {}) {
    super(message);
    this.name = 'SignupError';
    this.reason = reason;
    /** For Meta's support: `error_id`, `session_id`, `current_step`. */
    this.details = details;
  }
}

/** What a window message of Meta's says; null for one that is not of a sign-up, or comes from anywhere else than an exact origin. */
export function readSignupMessage({ origin, data }, origins = META_ORIGINS) {
  if (!origins.includes(origin)) return null;
  let message = data;
  if (typeof data === 'string') {
    try {
      message = JSON.parse(data);
    } catch {
      return null;
    }
  }
  if (message === null || typeof message !== 'object' || message.type !== 'WA_EMBEDDED_SIGNUP')
    return null;
  const event = String(message.event ?? '').toUpperCase();
  const given = message.data ?? {};
  if (event.startsWith('FINISH')) {
    return {
      kind: 'finished',
      event,
      waba_id: idOf(given.waba_id),
      phone_number_id: idOf(given.phone_number_id),
      business_id: idOf(given.business_id),
      coexistence: event === 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING',
    };
  }
  if (event === 'CANCEL' || event === 'ERROR') return { kind: 'ended', error: explainEnd(given) };
  return null;
}

const idOf = (value) =>
  value === undefined || value === null || value === '' ? null : String(value);

function explainEnd(given) {
  const { error_message: said, error_id, session_id, current_step: step } = given;
  const details = { error_id, session_id, current_step: step };
  if (said) return new SignupError('failed', `Meta ended the sign-up: ${said}`, details);
  const where = STEPS[step] ?? 'before it was finished';
  return new SignupError(
    'cancelled',
    `The sign-up was left ${where}. Nothing was connected; it can be started again.`,
    details,
  );
}

/**
 * Joins the two things that a sign-up gives, in whichever order they come: `onLogin` takes the answer of `FB.login`, `onMessage` every
 * window message. `result` resolves with `{code, waba_id, phone_number_id, business_id, coexistence}` or rejects with a SignupError.
 */
export function joinSignup({ origins = META_ORIGINS, waitMs = WAIT_FOR_MESSAGE } = {}) {
  let code = null;
  let hasAnswer = false;
  let finished = null;
  let timer;
  let settle;
  const result = new Promise((resolve, reject) => {
    settle = (error, value) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(value);
    };
  });
  const nothing = { waba_id: null, phone_number_id: null, business_id: null, coexistence: false };
  const end = () => {
    if (code !== null) {
      const { kind: _kind, event: _event, ...ids } = finished ?? { ...nothing };
      return settle(null, { code, ...ids });
    }
    return settle(
      finished === null
        ? new SignupError(
            'closed',
            'The pop-up was closed before the sign-up was finished. It can be started again.',
          )
        : new SignupError(
            'no_code',
            'The sign-up was finished, but Meta gave no code for it. Open the pop-up again and confirm what is there.',
          ),
    );
  };
  return {
    result,
    onMessage: (event) => {
      const message = readSignupMessage(event, origins);
      if (message === null) return;
      if (message.kind === 'ended') return settle(message.error);
      finished = message;
      if (hasAnswer) end();
    },
    onLogin: (response) => {
      hasAnswer = true;
      code = response?.authResponse?.code ?? null;
      if (finished !== null) return end();
      timer = setTimeout(end, waitMs);
    },
  };
}

/**
 * Opens the pop-up and waits for its end. Call it in the handler of a click, after `loadSdk`, or the browser blocks the pop-up.
 * `coexistence: true` offers numbers of the WhatsApp Business app.
 */
export async function embeddedSignup({ configId, coexistence = false, origins = META_ORIGINS }) {
  const join = joinSignup({ origins });
  window.addEventListener('message', join.onMessage);
  try {
    window.FB.login(join.onLogin, {
      config_id: configId,
      response_type: 'code',
      override_default_response_type: true,
      extras: coexistence ? { featureType: 'whatsapp_business_app_onboarding' } : {},
    });
    return await join.result;
  } finally {
    window.removeEventListener('message', join.onMessage);
  }
}

/** Loads Meta's JavaScript SDK once. @throws SignupError `sdk_unreachable` */
export function loadSdk({ appId, graphVersion = 'v24.0', sdkUrl = META_SDK }) {
  return new Promise((resolve, reject) => {
    const ready = () => {
      window.FB.init({ appId, version: graphVersion, xfbml: false, autoLogAppEvents: false });
      resolve();
    };
    if (window.FB) return ready();
    const script = document.createElement('script');
    script.src = sdkUrl;
    script.crossOrigin = 'anonymous';
    script.onload = ready;
    script.onerror = () =>
      reject(
        new SignupError(
          'sdk_unreachable',
          'Meta’s sign-up could not be loaded; a content blocker may be in the way.',
        ),
      );
    document.head.append(script);
  });
}
