import { parseArn } from '@busbar/arn';
import { factsOf } from '../deliveries/index';
import type { Topology } from '../model';
import { names } from '../names';
import { compareText } from '../order';

/** A parameter of Systems Manager by which the code of a service finds what is planned for it. */
export interface PlannedParameter {
  readonly service: string;
  /** `/busbar/<service>/…`; the same in every stage, as stages have their own accounts. */
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

/**
 * What the services of an account find by name: the central bus, and the queue of each subscription that has one, also by the name
 * that a renamed one had. They follow from what the account's stack draws. Sorted by name.
 */
export function parametersOf(
  { bus, identities, inboxes }: Pick<Topology, 'bus' | 'identities' | 'inboxes'>,
  account: string,
): readonly PlannedParameter[] {
  const ofServices = identities
    .filter((identity) => identity.account === account)
    .map(({ service }) => ({
      service,
      name: names.parameter.eventBusArn(service),
      value: bus.arn,
      description: 'The central event bus: publish here',
    }));
  const subscriptions = inboxes.find((inbox) => inbox.account === account)?.subscriptions ?? [];
  const ofQueues = subscriptions.flatMap(({ service, name, resourceName, delivery }) => {
    const queue = factsOf(delivery).polledQueue;
    if (!queue) return [];
    return [...new Set([name, resourceName])].map((known) => ({
      service,
      name: names.parameter.queueUrl(service, known),
      value: queueUrl(queue.arn),
      description: `Queue of the subscription ${service}/${name}`,
    }));
  });
  return [...new Map([...ofServices, ...ofQueues].map((each) => [each.name, each])).values()].sort((a, b) =>
    compareText(a.name, b.name),
  );
}

/** https://docs.aws.amazon.com/general/latest/gr/sqs-service.html */
function queueUrl(arn: string): string {
  const { partition, region = '', account = '', resource = '' } = parseArn(arn) ?? {};
  return `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${resource}`;
}
