import { formed } from '@busbar/problem';
import * as z from 'zod';
import { manifestProblem } from './manifest-problems';
import type { Delivery } from './model';

const definedIn = z
  .enum(['workspace', 'elsewhere'])
  .describe('Where the stack of the team is. "elsewhere": another repository; nothing here checks that it exists.')
  .default('workspace');

/** How each kind of delivery is written in `config/subscriptions/`. */
const deliveryShapes = {
  queue: z.strictObject({
    kind: z.literal('queue').describe('A queue in the account of the service, made by the platform.'),
    visibilityTimeoutSeconds: z.int().min(0).max(43_200).describe('Seconds that a received message stays hidden.').default(30),
    maxReceiveCount: z.int().min(1).max(1000).describe('Receives after which a message goes to the processing DLQ.').default(5),
    definedIn,
  }),
  function: z.strictObject({
    kind: z.literal('function').describe('A Lambda function in the stack of the service team.'),
    functionName: formed(
      {
        pattern: /^[A-Za-z0-9_-]{1,64}$/,
        is: 'the name of a function',
        fix: 'Use up to 64 letters, digits, hyphens and underscores; the name, not the ARN.',
        problem: (...rest) => manifestProblem('delivery/invalid-function-name', ...rest),
      },
      'Name of the function.',
    ),
    definedIn,
  }),
} satisfies { readonly [Kind in Delivery['kind']]: z.ZodType<Extract<Delivery, { readonly kind: Kind }>> };

type DeliveryShape = (typeof deliveryShapes)[Delivery['kind']];

export const deliveryShape = z.discriminatedUnion('kind', Object.values(deliveryShapes) as [DeliveryShape, ...DeliveryShape[]]);

/**
 * What receives the events when it may be the receiver of several subscriptions, else undefined. Two queues are two places; two
 * equal entries for one function would run it twice for each event.
 */
const sharedReceivers: {
  readonly [Kind in Delivery['kind']]: (delivery: Extract<Delivery, { readonly kind: Kind }>) => string | undefined;
} = {
  queue: () => undefined,
  function: ({ functionName }) => `function "${functionName}"`,
};

export function sharedReceiver<Kind extends Delivery['kind']>(
  delivery: Extract<Delivery, { readonly kind: Kind }>,
): string | undefined {
  return sharedReceivers[delivery.kind](delivery);
}

/** Whether a stack of the team takes part at all, when the platform draws the subscription. */
const hasTeamStack: Readonly<Record<Delivery['kind'], boolean>> = { queue: false, function: true };

/** What `drawnBy: platform` leaves without effect. */
export function isDefinedInVain({ kind, definedIn }: Delivery): boolean {
  return definedIn !== 'workspace' && !hasTeamStack[kind];
}
