/**
 * In the place of Meta's `connect.facebook.net/en_US/sdk.js`: `FB.init` and `FB.login` of Embedded Signup, which opens our dialog. The
 * callback gets the code, or no `authResponse` where the pop-up ended without one.
 */
export const SDK_SCRIPT = `(() => {
  const origin = new URL(document.currentScript.src).origin;
  let app = {};
  window.FB = {
    init(given) { app = given; },
    login(callback, { config_id = '', extras = {} } = {}) {
      const dialog = new URL('/' + (app.version ?? 'v24.0') + '/dialog/oauth', origin);
      dialog.search = new URLSearchParams({ client_id: app.appId, config_id, display: 'popup', response_type: 'code', extras: JSON.stringify(extras), origin: location.origin });
      const popup = window.open(dialog, 'embedded-signup', 'popup,width=640,height=720');
      if (popup === null) return callback({ authResponse: null, status: 'unknown' });
      const end = (code) => {
        window.removeEventListener('message', onMessage);
        clearInterval(watch);
        callback(code ? { authResponse: { code }, status: 'connected' } : { authResponse: null, status: 'unknown' });
      };
      const onMessage = (event) => {
        if (event.origin === origin && event.source === popup && event.data?.type === 'login') end(event.data.code);
      };
      window.addEventListener('message', onMessage);
      // What was said before it closed may still be on its way.
      let turns = 0;
      const watch = setInterval(() => { if (popup.closed && ++turns > 2) end(null); }, 250);
    },
  };
})();
`;

/** Tells the page that opened the pop-up how it ended, nobody else, and closes. */
export const ANSWER_SCRIPT = `(() => {
  const { message, code, origin } = JSON.parse(document.body.dataset.answer);
  if (message !== null) window.opener?.postMessage(JSON.stringify(message), origin);
  window.opener?.postMessage({ type: 'login', code }, origin);
  window.close();
})();
`;
