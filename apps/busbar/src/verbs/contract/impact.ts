import { detailsOf } from '../../contract/report/reported-problem';
import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { table } from '../../terminal/table';
import { required } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const impact = defineVerb({
  name: 'impact',
  summary: 'show who depends on which fields of an event type, and whom its draft breaks',
  purpose: 'check',
  arguments: { eventType: required('for example delivery.status.updated@1') },
  json: '{ type, version, subscribers: [{ service, subscription, team, filters, reads }], bump, changes: [problem] }',
  run: async (terminal, input) => {
    const { filteredFields } = await import('@busbar/contracts');
    const { compatibilityOf, reported } = await import('../../contract/compatibility');
    const { contractNamed, openGovernance } = await import('../../contract/governance');
    const governance = await openGovernance(input);
    const contract = contractNamed(governance, input.eventType);
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
    if (input.json)
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
              [
                { title: 'SUBSCRIBER', cut: 'start', least: 24 },
                { title: 'TEAM', leaveOut: 1 },
                { title: 'FILTERS ON', cut: 'end' },
                { title: 'READS', cut: 'end' },
              ],
              subscribers.map(({ service, subscription, team, filters, reads }) => [
                `${service}/${subscription}`,
                team ?? '?',
                filters.join(', ') || dim('every event'),
                reads?.join(', ') ?? dim('does not say'),
              ]),
              dim,
              terminal.width,
            )),
        '',
        bump === undefined
          ? 'The draft changes nothing.'
          : `The draft is ${bump === 'major' ? bad('a new major') : bump === 'initial' ? 'the first release' : `a ${bump} release`}.`,
        ...changes.flatMap((change) => [`  ${change.message}`, ...detailsOf(change).map((line) => dim(`    ${line}`))]),
      );
    }
    return exitCode.ok;
  },
});
