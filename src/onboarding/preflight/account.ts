import { found, linkOf, noted, pass, unknown, unread, type Check } from './check.js';
import type { PreflightInput } from './readings.js';

/** The WhatsApp account and the business behind it. Source: facts/meta.md §1.13, §1.2. */
export function accountChecks(input: PreflightInput): Check[] {
  const { waba } = input;
  if (waba.kind !== 'known') {
    return (['waba_visible', 'waba_review', 'business_verification', 'payment'] as const).map(
      (id) => unread(id, waba, input),
    );
  }
  const { value } = waba;
  return [
    pass('waba_visible', `The WhatsApp account is "${value.name ?? value.id}".`, {
      status: value.status ?? null,
      ownership_type: value.ownership_type ?? null,
    }),
    review(input, value.account_review_status?.toUpperCase() ?? null),
    verification(input, value.business_verification_status ?? null),
    payment(input),
  ];
}

function review(input: PreflightInput, status: string | null): Check {
  const evidence = { account_review_status: status };
  switch (status) {
    case 'APPROVED':
      return pass('waba_review', 'Meta approved the WhatsApp account.', evidence);
    case 'REJECTED':
      return noted('waba_review', 'fail', {
        detail: 'Meta rejected the WhatsApp account in its review.',
        action: 'Appeal in Business Support.',
        evidence,
        link: linkOf(input),
      });
    case null:
      return unknown('waba_review', 'Meta does not say how its review stands.', evidence);
    default:
      return noted('waba_review', 'warn', {
        detail: `Meta's review of the WhatsApp account is not over (${status}).`,
        action: 'Nothing to do.',
        evidence,
      });
  }
}

/** Without it sending works, with low limits. Source: facts/meta.md §1.2, 141010. */
function verification(input: PreflightInput, status: string | null): Check {
  const evidence = { business_verification_status: status };
  if (status?.toLowerCase() === 'verified')
    return pass('business_verification', 'Meta has verified the business.', evidence);
  if (status === null)
    return unknown('business_verification', 'Meta does not say whether the business is verified.');
  return noted('business_verification', 'warn', {
    detail: `Meta has not verified the business (${status}): few numbers and low limits.`,
    action: 'Verify the business in Meta Business settings, Security Centre.',
    evidence,
    link: linkOf(input),
  });
}

/** Whether messages can be paid for. The funding id is not shown to every app, so its absence proves nothing. Source: facts/meta.md §0.3, §1.2. */
function payment(input: PreflightInput): Check {
  const { waba, node } = input;
  const account = waba.kind === 'known' ? waba.value : null;
  const own = (account?.health_status?.entities ?? []).flatMap(({ errors }) => errors ?? []);
  const seen = node.kind === 'known' ? node.value.health.flatMap(({ errors }) => errors) : [];
  const codes = [...own.map((error) => error.error_code), ...seen.map(({ code }) => code)];
  const evidence = { has_funding: Boolean(account?.primary_funding_id) };
  if (codes.includes(141006))
    return found('payment', 'warn', 'payment_missing', input, {
      evidence: { ...evidence, error_code: 141006 },
    });
  if (evidence.has_funding) return pass('payment', 'A payment method is there.', evidence);
  const isHealthy = own.length === 0 && account?.health_status?.can_send_message === 'AVAILABLE';
  return isHealthy
    ? pass('payment', 'Meta reports no trouble with paying.', evidence)
    : unknown('payment', 'Meta does not say whether there is a payment method.', evidence);
}
