import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { problemCatalogue, type ProblemStatus } from '../../api/problem-catalogue.js';
import { connectSchema } from '../../api/schemas/requests.js';
import type { Check } from '../../onboarding/preflight/check.js';
import type { Preflight } from '../../onboarding/preflight/preflight.js';
import { requireScope } from '../../operations/actor.js';
import { connectNumber } from '../../operations/connect-number.js';
import { preflight } from '../../operations/preflight.js';
import { Problem } from '../../operations/problem.js';
import { visibleNumbers, type VisibleNumber } from '../../operations/visible-numbers.js';
import { actingForMeant } from '../acting-for.js';
import { AccountField } from '../components/account-field.js';
import { renderPage } from '../components/layout.js';
import { isSignupOffered, Signup } from '../components/signup.js';
import { Notice } from '../components/notice.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { fieldsOf, parseFields } from '../form.js';
import { strings } from '../strings.js';

const words = strings.connect;

/** The chosen number as one value of a radio button. */
const chosen = z
  .string()
  .regex(/^\d+\/\d+$/)
  .transform((text) => text.split('/') as [wabaId: string, phoneNumberId: string]);

const formSchema = z
  .object({
    account: z.string().optional(),
    access_token: z.string().optional(),
    number: chosen.optional(),
    waba_id: z.string().optional(),
    phone_number_id: z.string().optional(),
    pin: z.string().optional(),
    callback_url: z.string().optional(),
  })
  .transform(({ number, ...typed }) => ({
    ...typed,
    waba_id: typed.waba_id ?? number?.[0],
    phone_number_id: typed.phone_number_id ?? number?.[1],
  }));

/** The same checks as `POST /v1/numbers`; fields left empty are left out. */
async function wishesOf(c: Context<UiEnv>) {
  const filled = Object.entries(await fieldsOf(c)).filter(([, value]) => value.trim() !== '');
  const fields = Object.fromEntries(filled.map(([name, value]) => [name, value.trim()]));
  return parseFields(formSchema, fields);
}

/** `/connect`: choose, look, connect. The token stays in the page's form and is never sent back. */
export function registerConnect(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/connect', (c) => {
    requireScope(c.var.actor, 'admin');
    return renderPage(c, {
      title: words.title,
      children: (
        <>
          <h1>{words.title}</h1>
          <p class="muted">{words.intro}</p>
          <div class="two">
            <Form c={c} />
            {isSignupOffered(deps) && <Signup {...deps} />}
          </div>
        </>
      ),
    });
  });

  ui.post('/connect/numbers', async (c) =>
    part(c, async () => {
      const { account, access_token: accessToken, waba_id: wabaId } = await wishesOf(c);
      const numbers = await visibleNumbers(
        actingForMeant(c, account),
        { accessToken, wabaId },
        deps,
      );
      return <Choices numbers={numbers} />;
    }),
  );

  ui.post('/connect/preflight', async (c) =>
    part(c, async () => {
      const { account, ...given } = await wishesOf(c);
      const actor = actingForMeant(c, account);
      return <Checks found={await preflight(actor, connectFrom(given), deps)} />;
    }),
  );

  ui.post('/connect', async (c) => {
    try {
      const { account, ...given } = await wishesOf(c);
      const { number } = await connectNumber(actingForMeant(c, account), connectFrom(given), deps);
      const path = `/numbers/${number.phone_number_id}`;
      if (c.req.header('hx-request') === undefined) return c.redirect(path, 303);
      c.header('HX-Redirect', path);
      return c.body(null);
    } catch (error) {
      return refusal(c, error);
    }
  });
}

/** The body of the API, from the form. @throws Problem `invalid_request` */
function connectFrom(given: Omit<z.output<typeof formSchema>, 'account'>) {
  const parsed = connectSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(' ').replaceAll('_', ' ') ?? '';
    const isMissing = given.phone_number_id === undefined || given.waba_id === undefined;
    throw new Problem('invalid_request', isMissing ? words.choose : `${field} ${issue?.message}.`);
  }
  const { data } = parsed;
  return {
    phoneNumberId: data.phone_number_id,
    wabaId: data.waba_id,
    accessToken: data.access_token,
    pin: data.pin,
    callbackUrl: data.callback_url,
    verification: data.verification,
    pinPolicy: data.pin_policy,
    reregisterPolicy: data.reregister_policy,
    dataLocalizationRegion: data.data_localization_region,
    externalId: data.external_id,
    metadata: data.metadata,
  };
}

/** A part of the page; a problem is one too. */
async function part(
  c: Context<UiEnv>,
  render: () => Promise<ReturnType<typeof Checks>>,
): Promise<Response> {
  try {
    return c.html(await render());
  } catch (error) {
    return refusal(c, error);
  }
}

function refusal(c: Context<UiEnv>, error: unknown): Response | Promise<Response> {
  if (!(error instanceof Problem)) throw error;
  const { status }: { status: ProblemStatus } = problemCatalogue[error.code];
  return c.html(<Notice tone="bad">{error.detail}</Notice>, status);
}

const Form = ({ c }: { c: Context<UiEnv> }) => {
  const query = c.req.query();
  return (
    <article>
      <h2>{words.withToken}</h2>
      <p class="muted">{words.tokenIntro}</p>
      <form id="connect" class="stack" method="post" action="/connect">
        <AccountField c={c} />
        <label>
          {words.token}
          <input
            id="access-token"
            name="access_token"
            type="password"
            autocomplete="off"
            autofocus
          />
          <small>{words.tokenHint}</small>
        </label>
        <div>
          <button
            type="submit"
            class="quiet"
            formaction="/connect/numbers"
            hx-post="/connect/numbers"
            hx-target="#choices"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.see}
          </button>
        </div>
        <div id="choices" aria-live="polite" />
        <details open={query['waba_id'] !== undefined}>
          <summary>{words.advanced}</summary>
          <div class="stack">
            <label>
              {words.wabaId}
              <input name="waba_id" inputmode="numeric" value={query['waba_id'] ?? ''} />
            </label>
            <label>
              {words.phoneNumberId}
              <input
                name="phone_number_id"
                inputmode="numeric"
                value={query['phone_number_id'] ?? ''}
              />
            </label>
            <label>
              {words.pin}
              <input
                name="pin"
                type="password"
                inputmode="numeric"
                maxlength={6}
                autocomplete="off"
              />
            </label>
            <label>
              {words.callback}
              <input name="callback_url" type="url" placeholder="https://" />
            </label>
          </div>
        </details>
        <div class="actions">
          <button
            type="submit"
            hx-post="/connect"
            hx-target="#checks"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.connect}
          </button>
          <button
            type="submit"
            class="quiet"
            formaction="/connect/preflight"
            hx-post="/connect/preflight"
            hx-target="#checks"
            hx-swap="innerHTML"
            hx-include="closest form"
          >
            {words.check}
          </button>
        </div>
        <div id="checks" aria-live="polite" />
      </form>
    </article>
  );
};

const Choices = ({ numbers }: { numbers: readonly VisibleNumber[] }) =>
  numbers.length === 0 ? (
    <Notice tone="waiting">{words.noneSeen}</Notice>
  ) : (
    <fieldset class="choices">
      <legend>{words.choose}</legend>
      {numbers.map(({ phoneNumberId, wabaId, displayPhoneNumber, verifiedName }, index) => (
        <label>
          <input
            type="radio"
            name="number"
            value={`${wabaId}/${phoneNumberId}`}
            checked={index === 0}
          />
          <span dir="auto">{verifiedName ?? strings.number.noName}</span>{' '}
          <span class="muted nowrap">{displayPhoneNumber ?? phoneNumberId}</span>
        </label>
      ))}
    </fieldset>
  );

const TONES = { pass: 'good', warn: 'waiting', fail: 'bad', unknown: 'neutral' } as const;
const VERDICTS = { ready: 'good', attention: 'waiting', cannot_start: 'bad' } as const;

/** What somebody must look at comes first. */
const ORDER = ['fail', 'warn', 'unknown', 'pass'];

/** Every check on its own line; what needs somebody says what to do. */
const Checks = ({ found: { verdict, checks } }: { found: Preflight }) => (
  <section aria-label={words.check}>
    <Notice tone={VERDICTS[verdict]}>{words.verdicts[verdict]}</Notice>
    <ul class="checks">
      {checks
        .toSorted((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict))
        .map((check) => (
          <CheckLine check={check} />
        ))}
    </ul>
  </section>
);

const CheckLine = ({ check: { verdict, detail, action, link } }: { check: Check }) => (
  <li>
    <span class={`badge ${TONES[verdict]}`}>{words.marks[verdict]}</span>
    <span dir="auto">
      {detail}
      {action !== null && <strong> {action}</strong>}
      {link !== null && verdict !== 'pass' && (
        <>
          {' '}
          <a href={link} target="_blank" rel="noreferrer">
            {words.whereAtMeta}
          </a>
        </>
      )}
    </span>
  </li>
);
