import { lintContracts } from '@busbar/contracts';
import { hasErrors, type Problem } from '@busbar/problem';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { plural } from '../../terminal/problems';
import { contractNamed, governedCodes, openGovernance, type OpenGovernance } from './governance';
import { printReport, type ReportFormat } from './report';

/** `busbar contract lint [event type]` */
export const lint: Verb<{ format: ReportFormat }> = async (terminal, options, name) => {
  const governance = await openGovernance(options);
  const types = name === undefined ? undefined : new Set([contractNamed(governance, name).type]);
  const problems = lintProblemsOf(governance, { ...(types && { types }), unusedExceptions: false });
  const subject = types ? [...types].join() : plural(governance.contracts.contracts.length, 'contract');
  printReport(terminal, options.format, { problems, subject });
  return hasErrors(problems) ? exitCode.checkFailed : exitCode.ok;
};

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
