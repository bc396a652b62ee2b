import { embeddedSignup, loadSdk } from './embedded-signup.js';

const { appId, configId, sdkUrl } = document.body.dataset;
// Only in development does anybody else than Meta play the pop-up: then the page names them.
const played = sdkUrl ? { sdkUrl, origins: [new URL(sdkUrl).origin] } : {};
const status = document.querySelector('output');
const button = document.querySelector('button');

loadSdk({ appId, ...played }).then(
  () => (button.disabled = false),
  (error) => (status.textContent = error.message),
);

document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  try {
    status.textContent = 'Waiting for the pop-up …';
    const signup = await embeddedSignup({
      configId,
      coexistence: form.has('coexistence'),
      ...played,
    });
    // Yours goes to your own server, which knows the key: a page must not.
    const response = await fetch('/v1/embedded-signups', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${String(event.target.elements.key.value)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(signup),
    });
    const answer = await response.json();
    status.textContent = response.ok
      ? `Connected: ${answer.id}. ${answer.onboarding.explanation}`
      : `${answer.title}: ${answer.detail}`;
  } catch (error) {
    status.textContent = error.message;
  }
});
