import { filteredFields } from '@busbar/contracts';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { detailsOf } from './report';
import { plural } from '../../terminal/problems';
import { table } from '../../terminal/table';
import { compatibilityOf, reported } from './compatibility';
import { contractNamed, openGovernance } from './governance';

/** `busbar contract impact <event type>`: who depends on which of its fields, and whom the draft hits. */
export const impact: Verb<{ json?: boolean }> = async (terminal, options, name = '') => {
  const governance = await openGovernance(options);
  const contract = contractNamed(governance, name);
  const subscribers = governance.subscriptions
    .filter(({ eventType }) => eventType === contract.type)
    .map((subscription) => ({
      service: subscription.service,
      subscription: subscription.name,
      team: governance.services.find((service) => service.name === subscription.service)?.owner ?? null,
      filters: filteredFields(subscription),
      reads: subscription.reads ?? null,
    }));
  const { bump, problems } = compatibilityOf(governance, contract);
  const changes = problems.map((problem) => reported(governance, problem));
  if (options.json)
    terminal.printJson({ type: contract.type, version: contract.version, subscribers, bump: bump ?? null, changes });
  else {
    const { bold, dim, bad } = terminal.out;
    const services = new Set(subscribers.map(({ service }) => service)).size;
    terminal.print(
      `${bold(contract.type)} ${contract.version}  ${plural(subscribers.length, 'subscription')} of ${plural(services, 'service')}`,
      '',
      ...(subscribers.length === 0
        ? ['Nobody subscribes to it.']
        : table(
            ['SUBSCRIBER', 'TEAM', 'FILTERS ON', 'READS'].map((title) => ({ title })),
            subscribers.map(({ service, subscription, team, filters, reads }) => [
              `${service}/${subscription}`,
              team ?? '?',
              filters.join(', ') || dim('every event'),
              reads?.join(', ') ?? dim('does not say'),
            ]),
            dim,
          )),
      '',
      bump === undefined
        ? 'The draft changes nothing.'
        : `The draft is ${bump === 'major' ? bad('a new major') : bump === 'initial' ? 'the first release' : `a ${bump} release`}.`,
      ...changes.flatMap((change) => [`  ${change.message}`, ...detailsOf(change).map((line) => dim(`    ${line}`))]),
    );
  }
  return exitCode.ok;
};
