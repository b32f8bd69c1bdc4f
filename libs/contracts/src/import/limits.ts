/**
 * A round limit (50, 100, 200, 500, …) that leaves room above the greatest value of the samples, `seen`.
 *
 * @param headroom how many times the greatest has to fit; at 1 the limit is the greatest itself, without rounding
 * @param least the smallest limit to set
 */
export function roomFor(seen: number, headroom: number, least: number): number {
  if (headroom === 1) return Math.max(1, seen);
  const wanted = Math.max(least, seen * headroom);
  for (let power = 10; ; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= wanted) return step * power;
  }
}

/** As `Math.max`, for lists of any length; 0 for an empty one. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
