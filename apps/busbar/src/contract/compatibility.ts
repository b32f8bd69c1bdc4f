import { checkCompatibility, describeHit, type Compatibility, type CompatibilityProblem, type Contract } from '@busbar/contracts';
import type { OpenGovernance } from './governance';
import type { ReportedProblem } from './report/reported-problem';

/** The draft of a contract against all its released versions. */
export function compatibilityOf(governance: OpenGovernance, contract: Contract): Compatibility {
  const { contracts, policy, applied, subscriptions, today } = governance;
  return checkCompatibility({
    contract,
    history: contracts.histories.get(contract.type) ?? { draft: undefined, releases: [] },
    consumers: subscriptions,
    policy: applied,
    noticeDays: policy.policy.noticeDays,
    today,
  });
}

/** Those who are hit, with the team that answers for them. */
export function reported({ services }: OpenGovernance, problem: CompatibilityProblem): ReportedProblem {
  const { code, severity, at, message, fix, counterexample, hits } = problem;
  const team = (name: string): string => services.find((service) => service.name === name)?.owner ?? 'unknown';
  const known = hits
    .filter(({ because }) => because !== 'may-read')
    .map((hit) => `${describeHit(hit)} (team ${team(hit.service)})`);
  const silent = hits
    .filter(({ because }) => because === 'may-read')
    .map(({ service, subscription }) => `${service}/${subscription}`);
  return {
    ...{ code, severity, at, message, fix },
    ...(counterexample && { counterexample }),
    hits: [...known, ...(silent.length > 0 ? [`perhaps ${silent.join(', ')}, which do not say what they read`] : [])],
  };
}
