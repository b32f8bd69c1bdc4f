import type { Problem } from '@busbar/problem';

/** A problem, and for a broken contract what shows it and whom it hits. */
export interface ReportedProblem extends Problem {
  /** The data of an event that one side accepts and the other refuses. */
  readonly counterexample?: { readonly data: unknown; readonly says: string };
  /** `access-service/finished-deliveries (team access-control) filters on status`. */
  readonly hits?: readonly string[];
}

/** The lines between message and fix. */
export function detailsOf({ counterexample, hits }: ReportedProblem): string[] {
  return [
    ...(counterexample ? [`${counterexample.says}: ${JSON.stringify(counterexample.data)}`] : []),
    ...(hits ?? []).map((hit) => `hits ${hit}`),
  ];
}
