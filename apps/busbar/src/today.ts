/** The time now. `SOURCE_DATE_EPOCH` (reproducible-builds.org) sets it for tests and for builds that are repeated later. */
export function now(environment: NodeJS.ProcessEnv = process.env): Date {
  const epoch = environment['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1_000) : new Date();
}

/** The day, in UTC. */
export function today(environment: NodeJS.ProcessEnv = process.env): string {
  return now(environment).toISOString().slice(0, 10);
}
