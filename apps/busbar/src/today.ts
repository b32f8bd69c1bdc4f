/** The day, in UTC. `SOURCE_DATE_EPOCH` (reproducible-builds.org) sets it for tests and for builds that are repeated later. */
export function today(environment: NodeJS.ProcessEnv = process.env): string {
  const epoch = environment['SOURCE_DATE_EPOCH'];
  const now = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1_000) : new Date();
  return now.toISOString().slice(0, 10);
}
