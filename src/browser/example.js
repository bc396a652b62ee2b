import { embeddedSignup, loadSdk } from './embedded-signup.js';

const { appId, configId, sdkUrl } = document.body.dataset;
// Only in development does anybody else than Meta play the pop-up: then the page names them.
const played = sdkUrl ? { sdkUrl, origins: [new URL(sdkUrl).origin] } : {};
const status = document.querySelector('output');
const choices = document.querySelector('menu');
const button = document.querySelector('button');

loadSdk({ appId, ...played }).then(
  () => (button.disabled = false),
  (error) => (status.textContent = error.message),
);

document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { elements } = event.target;
  choices.replaceChildren();
  try {
    status.textContent = 'Waiting for the pop-up …';
    const coexistence = elements.coexistence.checked;
    const signup = await embeddedSignup({ configId, coexistence, ...played });
    await connect(elements.key.value, signup);
  } catch (error) {
    status.textContent = error.message;
  }
});

/** Yours goes to your own server, which knows the key: a page must not. */
async function connect(key, signup) {
  const response = await fetch('/v1/embedded-signups', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(signup),
  });
  const answer = await response.json();
  status.textContent = response.ok
    ? `Connected: ${answer.id}. ${answer.onboarding.explanation}`
    : `${answer.title}: ${answer.detail}`;
  if (answer.code === 'signup_ambiguous') offer(answer.candidates, key, signup);
}

/** Several could be meant: the same code with the one that was chosen goes on. */
function offer(candidates, key, signup) {
  choices.replaceChildren(
    ...candidates.map(
      ({ waba_id, phone_number_id = null, display_phone_number, verified_name }) => {
        const choice = document.createElement('button');
        const names = [display_phone_number, verified_name].filter(Boolean);
        choice.textContent = names.length > 0 ? names.join(' · ') : `WhatsApp account ${waba_id}`;
        choice.addEventListener('click', () => {
          choices.replaceChildren();
          status.textContent = 'Connecting …';
          connect(key, { ...signup, waba_id, phone_number_id }).catch(
            (error) => (status.textContent = error.message),
          );
        });
        const item = document.createElement('li');
        item.append(choice);
        return item;
      },
    ),
  );
}
