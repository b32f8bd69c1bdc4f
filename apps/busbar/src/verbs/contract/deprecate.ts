import { planDeprecation } from '@busbar/contracts';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { plural } from '../../terminal/problems';
import { contractNamed, openGovernance } from './governance';
import { planned, writeEdits } from './write-edits';

interface DeprecateOptions {
  readonly sunset?: string;
  readonly replacement?: string;
}

/** `busbar contract deprecate <event type>` */
export const deprecate: Verb<DeprecateOptions> = async (terminal, options, name = '') => {
  const governance = await openGovernance(options);
  const contract = contractNamed(governance, name);
  const edits = planned(() =>
    planDeprecation({
      contract,
      contracts: governance.contracts.contracts,
      today: governance.today,
      noticeDays: governance.policy.policy.noticeDays,
      ...(options.sunset !== undefined && { sunset: options.sunset }),
      ...(options.replacement !== undefined && { replacement: options.replacement }),
    }),
  );
  await writeEdits(terminal, governance, edits);
  const left = governance.subscriptions.filter(({ eventType }) => eventType === contract.type);
  terminal.print(
    `${terminal.out.good('deprecated')} ${contract.type}; ${plural(left.length, 'subscription')} left to move`,
    ...left.map(({ service, name: subscription }) => `  ${service}/${subscription}`),
  );
  return exitCode.ok;
};
