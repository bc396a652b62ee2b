import { z } from 'zod';

/**
 * What webhook payloads are made of. Tolerant: unknown keys are kept, unknown enum values pass as strings, anything but what an element is
 * known by may be absent or of another type. Source: facts/meta.md §4.3.
 */
export const text = z
  .string()
  .nullish()
  .catch(({ input }) => (typeof input === 'number' ? String(input) : null));

/** A part that an element can do without: one of the wrong type is as good as absent. */
export const part = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

/** Meta writes ids as strings, and some as integers; its longest, a wamid, has some 60 characters, and no index holds one of thousands. */
export const id = z.union([
  z.string().regex(/^[\x21-\x7e]{1,500}$/),
  z.number().int().transform(String),
]);

/** A word of Meta's by which an element is known: a status, a type, an event, a field. */
export const word = z.string().min(1).max(500);

/** Limits come as numbers (−1 = unlimited) or as `TIER_*`. */
export const limit = z.union([z.string(), z.number().transform(String)]).nullish();

const YEAR_2100 = 4_102_444_800;

/** Seconds, as an integer or as a string of digits; read as ms. */
export const seconds = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(0).max(YEAR_2100))
  .transform((value) => value * 1_000);

/** An error of Meta as `messages` carries it. Source: facts/meta.md §4.4. */
export const errorSchema = z.looseObject({
  code: z.union([z.number(), z.string()]).nullish(),
  title: text,
  message: text,
  error_data: part(z.looseObject({ details: text })),
  href: text,
});
