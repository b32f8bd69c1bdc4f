import type { EventDefinition, ParsedContracts } from '@busbar/contracts';
import { nearest, type Problem } from '@busbar/problem';
import { manifestProblem } from './manifest-problems';
import type { Service, Subscription } from './model';

/** Approvals name services that exist, of events that need them. */
export function checkApprovals(events: readonly EventDefinition[], services: ReadonlySet<string>): Problem[] {
  return events.flatMap(({ subscribe, approvals = [], document }) => [
    ...(subscribe !== 'approval' && approvals.length > 0
      ? [
          manifestProblem(
            'approval/not-needed',
            document.atKey(['approvals']),
            'Everybody may subscribe to the event, so these approvals have no effect.',
            'Add "subscribe: approval", or remove "approvals".',
          ),
        ]
      : []),
    ...approvals.flatMap(({ service }, index) => {
      if (services.has(service)) return [];
      const meant = nearest(service, [...services]);
      return [
        manifestProblem(
          'approval/unknown-service',
          document.at(['approvals', index, 'service']),
          `There is no service "${service}".`,
          meant ? `Write "${meant}" if you meant that.` : 'Remove the approval.',
        ),
      ];
    }),
  ]);
}

/** Subscriptions of one service to events that need an approval. The services of the event's owner need none. */
export function checkApproved(
  subscriptions: readonly Subscription[],
  { contracts }: ParsedContracts,
  services: readonly Service[],
): Problem[] {
  return subscriptions.flatMap(({ eventType, service, document, path }) => {
    const event = contracts.find(({ type }) => type === eventType)?.event;
    if (event?.subscribe !== 'approval') return [];
    if (event.approvals?.some((approval) => approval.service === service)) return [];
    if (services.find(({ name }) => name === service)?.owner === event.owner) return [];
    return [
      manifestProblem(
        'subscription/not-approved',
        document.at([...path, 'eventType']),
        `Subscribing to "${event.name}" needs the approval of the team "${event.owner}", and "${service}" has none.`,
        `Ask the team to add { service: ${service}, approver: <who>, date: <day> } under "approvals" in ${event.document.file}.`,
      ),
    ];
  });
}
