import type { Problem } from '@busbar/problem';
import type * as z from 'zod';
import type { ConfigReader } from './config-files';
import { sharedReceiver } from './deliveries';
import { manifestProblem } from './manifest-problems';
import type { RetiredSubscription, Service, Subscription } from './model';
import { retiredShape } from './shapes';

const PATH = 'config/retired.yaml';

/** `config/retired.yaml`: the queues that may be deleted with what is in them. There may be no such file. */
export function readRetired(reader: ConfigReader, stageNames: ReadonlySet<string>): readonly RetiredSubscription[] {
  const file = reader.optionalFile(PATH, retiredShape);
  if (!file) return [];
  return file.value.retired.flatMap((entry, index) => {
    const at = file.document.at(['retired', index]);
    if (!stageNames.has(entry.stage)) {
      reader.problems.push(
        manifestProblem(
          'stage/unknown',
          file.document.at(['retired', index, 'stage']),
          `There is no stage "${entry.stage}".`,
          `The stages are ${[...stageNames].join(', ')}.`,
        ),
      );
    }
    return [read(entry, at)];
  });
}

function read(
  { subscription, account, ...entry }: z.output<typeof retiredShape>['retired'][number],
  at: RetiredSubscription['at'],
): RetiredSubscription {
  const [service = '', name = ''] = subscription.split('/');
  return { ...entry, service, subscription: name, ...(account !== undefined && { account }), at };
}

/** The queue of a subscription that is there is in use, in the account that its service has; one that now runs a function has left it. */
export function checkRetired(
  retired: readonly RetiredSubscription[],
  subscriptions: readonly Subscription[],
  services: readonly Service[],
): Problem[] {
  return retired.flatMap(({ service, subscription, stage, account, at }) => {
    const home = services.find(({ name }) => name === service)?.accounts[stage];
    const isLive = subscriptions.some(
      ({ service: owner, name, previously = name, delivery }) =>
        owner === service && previously === subscription && sharedReceiver(delivery) === undefined,
    );
    if (!isLive || home === undefined || (account !== undefined && account !== home)) return [];
    return [
      manifestProblem(
        'subscription/retired-but-live',
        at,
        `The queues of "${service}/${subscription}" may be deleted in stage "${stage}", but the subscription is there.`,
        'Remove the subscription first, or this entry.',
      ),
    ];
  });
}
