/** How many random worlds a property is tried on; `PROPERTY_RUNS=10000` for a long look. */
export const propertyRuns = (byDefault: number): number =>
  Number(process.env['PROPERTY_RUNS'] ?? byDefault);

/** Which worlds: others each time, and the seed of a failure is printed; `PROPERTY_SEED` plays that one again. */
export function propertySeed(): { seed?: number } {
  const seed = process.env['PROPERTY_SEED'];
  return seed === undefined ? {} : { seed: Number(seed) };
}
