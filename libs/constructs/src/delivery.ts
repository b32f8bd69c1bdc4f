import type { ServiceSubscription } from '@busbar/topology/service';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ConstructError } from './construct-error';

/** How events reach what receives them: through a queue, in order through a FIFO queue, or straight from the rule to the function. */
export type Delivery = 'queue' | 'fifo' | 'direct';

/**
 * What the subscription in `config/` says too. By default it is as said there. Where the platform draws, another value is refused
 * with the line to write; where the team draws, the value holds.
 */
export interface SubscriptionSettings {
  /** @default - as the subscription says: `queue` for a queue, `direct` for a function */
  readonly delivery?: Delivery;
  /** How long EventBridge tries to deliver an event. @default - as the subscription says, or the platform */
  readonly retry?: Partial<ServiceSubscription['retry']>;
  /** Encrypts the queues. Only where the team draws. @default - keys of SQS */
  readonly encryption?: IKey;
}

const written: Readonly<Record<ServiceSubscription['delivery']['kind'], Delivery>> = { queue: 'queue', function: 'direct' };

/** @throws ConstructError when the subscription rules it out */
export function deliveryOf({ name, delivery, drawnBy }: ServiceSubscription, wanted: Delivery | undefined): Delivery {
  const said = written[delivery.kind];
  if (wanted === undefined || wanted === said) return said;
  if (drawnBy === 'team' && said === 'queue') return wanted;
  const lines = said === 'direct' ? 'delivery: { kind: queue }' : 'drawnBy: team';
  throw new ConstructError(
    `Subscription "${name}" is delivered by ${said}, not by ${wanted}. Write "${lines}" into the subscription, or leave "delivery" out here.`,
  );
}

/** @throws ConstructError for a setting that differs from what the platform draws, or is out of EventBridge's range */
export function requireSettings(
  { name, drawnBy, retry }: ServiceSubscription,
  { encryption, ...settings }: SubscriptionSettings,
): void {
  requireRange(name, settings.retry ?? {});
  if (drawnBy === 'team') return;
  if (encryption) {
    throw new ConstructError(
      `The platform draws the queues of "${name}". Write "drawnBy: team" there to encrypt them with a key of yours.`,
    );
  }
  for (const [key, value] of Object.entries(settings.retry ?? {})) {
    if (value === undefined || value === retry[key as keyof typeof retry]) continue;
    throw new ConstructError(
      `The platform draws the rule of "${name}", with ${key}: ${retry[key as keyof typeof retry]}. Write "retry: { ${key}: ${value} }" into ` +
        `the subscription, or leave it out here.`,
    );
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html */
function requireRange(
  name: string,
  { maximumEventAgeInSeconds: age, maximumRetryAttempts: attempts }: Partial<ServiceSubscription['retry']>,
): void {
  const isWrong = (value: number | undefined, least: number, most: number): boolean =>
    value !== undefined && !(Number.isInteger(value) && value >= least && value <= most);
  if (isWrong(age, 60, 86_400)) {
    throw new ConstructError(`retry.maximumEventAgeInSeconds of "${name}" is ${age}. It must be an integer from 60 to 86400.`);
  }
  if (isWrong(attempts, 0, 185)) {
    throw new ConstructError(`retry.maximumRetryAttempts of "${name}" is ${attempts}. It must be an integer from 0 to 185.`);
  }
}
