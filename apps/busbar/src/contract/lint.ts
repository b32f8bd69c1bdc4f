import { lintContracts } from '@busbar/contracts';
import type { Problem } from '@busbar/problem';
import { governedCodes, type OpenGovernance } from './governance';

/**
 * What the rules find, and what is wrong with severities and exceptions.
 *
 * @param order.unusedExceptions report exceptions that except nothing; only who looked at everything can tell
 */
export function lintProblemsOf(
  governance: OpenGovernance,
  order: { readonly types?: ReadonlySet<string>; readonly unusedExceptions: boolean },
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
    ...(order.types && { types: order.types }),
  });
  return [...found, ...applied.problems(governedCodes, { unused: order.unusedExceptions })];
}
