// The Embedded Signup button of the page that connects a number: Meta's pop-up, then our own server, then the number.
import { embeddedSignup, loadSdk } from '/embedded-signup/embedded-signup.js';

const section = document.getElementById('signup');
const form = section.querySelector('form');
const button = form.querySelector('button');
const output = form.querySelector('output');
const { appId, configId, sdkUrl } = section.dataset;
// Only in development does anybody else than Meta play the pop-up: then the page names them.
const played = sdkUrl ? { sdkUrl, origins: [new URL(sdkUrl).origin] } : {};

loadSdk({ appId, ...played }).then(
  () => (button.disabled = false),
  (error) => (output.textContent = error.message),
);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const account = document.querySelector('#connect [name=account]')?.value;
  const coexistence = new FormData(form).has('coexistence');
  button.disabled = true;
  output.textContent = button.dataset.waiting;
  try {
    const signup = await embeddedSignup({ configId, coexistence, ...played });
    const response = await fetch('/connect/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...signup, ...(account && { account }) }),
    });
    const answer = await response.json();
    if (response.ok) location.assign(answer.location);
    else output.textContent = answer.detail;
  } catch (error) {
    output.textContent = error.message;
  } finally {
    button.disabled = false;
  }
});
