import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { problemCatalogue, type ProblemStatus } from '../../api/problem-catalogue.js';
import { connectSchema } from '../../api/schemas/requests.js';
import { requireScope } from '../../operations/actor.js';
import { connectNumber } from '../../operations/connect-number.js';
import { preflight } from '../../operations/preflight.js';
import { Problem } from '../../operations/problem.js';
import { visibleNumbers } from '../../operations/visible-numbers.js';
import { actingForMeant } from '../acting-for.js';
import { ConnectForm, NumberChoices } from '../components/connect-form.js';
import { renderPage } from '../components/layout.js';
import { PreflightChecks } from '../components/preflight-checks.js';
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
            <ConnectForm c={c} />
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
      return <NumberChoices numbers={numbers} />;
    }),
  );

  ui.post('/connect/preflight', async (c) =>
    part(c, async () => {
      const { account, ...given } = await wishesOf(c);
      const actor = actingForMeant(c, account);
      return <PreflightChecks found={await preflight(actor, connectFrom(given), deps)} />;
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
  render: () => Promise<ReturnType<typeof PreflightChecks>>,
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
