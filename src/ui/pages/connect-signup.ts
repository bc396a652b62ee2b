import type { Hono } from 'hono';
import { z } from 'zod';
import { problemCatalogue } from '../../api/problem-catalogue.js';
import { newSignupSchema } from '../../api/schemas/embedded-signup.js';
import { signUp } from '../../operations/embedded-signup/sign-up.js';
import { Problem } from '../../operations/problem.js';
import { actingForMeant } from '../acting-for.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { parseFields } from '../form.js';

const bodySchema = newSignupSchema.extend({ account: z.string().optional() });

/** `POST /connect/signup`: what the page's script brings from Meta's pop-up, as JSON, which no form of another site can send. Answers where to go on. */
export function registerConnectSignup(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.post('/connect/signup', async (c) => {
    try {
      const body: unknown = await c.req.json().catch(() => null);
      const { account, ...given } = parseFields(bodySchema, body);
      const { number } = await signUp(
        actingForMeant(c, account),
        {
          code: given.code,
          wabaId: given.waba_id,
          phoneNumberId: given.phone_number_id,
          businessId: given.business_id,
          coexistence: given.coexistence,
        },
        deps,
      );
      return c.json({ location: `/numbers/${number.phone_number_id}` });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.json({ detail: error.detail }, problemCatalogue[error.code].status);
    }
  });
}
