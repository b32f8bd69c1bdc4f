import { lintContracts } from '@busbar/contracts';
import type { Problem } from '@busbar/problem';
import { governedCodes, type OpenGovernance } from './governance';

/**
 * What the rules find, and what is wrong with severities and exceptions.
 *
 * @param options.unusedExceptions also report exceptions that nothing needs; known only when every contract was checked
 */
export function lintProblemsOf(
  governance: OpenGovernance,
  options: { readonly types?: ReadonlySet<string>; readonly unusedExceptions: boolean },
): Problem[] {
  const { contracts, policy, applied, subscriptions, teams, services, today } = governance;
  const found = lintContracts({
    today,
    noticeDays: policy.policy.noticeDays,
    contracts: contracts.contracts,
    histories: contracts.histories,
    consumers: subscriptions,
    teams,
    services,
    policy: applied,
    ...(options.types && { types: options.types }),
  });
  return [...found, ...applied.problems(governedCodes, { unused: options.unusedExceptions })];
}
