const REDACTED = '[redacted]';
/** Shorter strings are no secrets of ours, and would eat ordinary words. */
const SHORTEST_SECRET = 4;
/** What a Meta user or system-user token looks like, also when it is not the one we sent. */
const META_TOKEN = /EAA[A-Za-z0-9]{16,}/g;

/** Replaces every secret in a text. Digits are matched as a whole number only: a PIN must not eat a part of an id. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replace(patternOf(secret), REDACTED), text)
    .replace(META_TOKEN, REDACTED);
}

/** Replaces every secret in the strings of a parsed JSON value; numbers and keys stay, so that error codes survive any PIN. */
export function redactDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redactDeep(inner, secrets)]),
  );
}

function patternOf(secret: string): RegExp {
  const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(/^\d+$/.test(secret) ? `(?<!\\d)${literal}(?!\\d)` : literal, 'g');
}
