import { DEFAULT_RETRY_POLICY } from '../../delivery/delivery';
import { serviceCaller, type Caller } from '../../identity/caller';
import type { ServiceContext } from '../../service/emulated-service';
import { kms, type KeyUse } from '../kms';
import type { BusSettings } from './bus';
import { BusEvent } from './bus-event';
import type { Rule } from './rule';

/**
 * Whether EventBridge may use the key of a bus. Nothing is encrypted: what cannot be encrypted fails as it would on AWS.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 */
export class BusEncryption {
  readonly #service: ServiceContext['service'];
  /** By ARN of the bus: EventBridge, acting for it. */
  readonly #callers = new Map<string, Caller>();

  constructor({ service }: Pick<ServiceContext, 'service'>) {
    this.#service = service;
  }

  /** Why a bus cannot be made or changed: there is no encryption context yet. */
  denialOfBus(bus: BusSettings): string | undefined {
    return this.#denial(bus, ['kms:DescribeKey'], {});
  }

  /** Why an event cannot be kept on a bus; undefined when it can. */
  denialOfEvents(bus: BusSettings): string | undefined {
    return this.#denial(bus, ['kms:GenerateDataKey', 'kms:Decrypt'], {
      'kms:EncryptionContext:aws:events:event-bus:arn': bus.arn,
      'aws:SourceArn': bus.arn,
      'aws:SourceAccount': bus.account,
    });
  }

  knowsKey({ kmsKey, account, region }: BusSettings): boolean {
    return kmsKey === undefined || this.#service(kms).knows(kmsKey, account, region);
  }

  #denial(bus: BusSettings, actions: KeyUse['actions'], context: KeyUse['context']): string | undefined {
    const { kmsKey, arn, account, region } = bus;
    if (kmsKey === undefined) return undefined;
    let caller = this.#callers.get(arn);
    if (!caller) this.#callers.set(arn, (caller = serviceCaller('events.amazonaws.com', account)));
    return this.#service(kms).denial({ caller, key: kmsKey, account, region, actions, context, variant: [arn, ''] });
  }
}

/**
 * What the dead-letter queue of a bus gets for an event that could not be encrypted. The payload is not encrypted here.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
 */
export function unencryptedEvent(event: BusEvent, bus: BusSettings, time: number): BusEvent {
  const { arn, account, region, kmsKey } = bus;
  const detail = {
    'event-bus-arn': arn,
    'kms-key-arn': kmsKey,
    'encrypted-payload': Buffer.from(event.body.text).toString('base64'),
  };
  return new BusEvent({
    ...{ source: 'aws.events', detailType: 'Encrypted Events', detail: JSON.stringify(detail) },
    ...{ resources: [], time, account, region },
  });
}

/** The bus itself as the origin of a delivery, to its dead-letter queue. */
export function encryptionRule({ arn, name, account, region }: BusSettings, deadLetterQueueArn: string): Rule {
  return {
    ...{ name, arn, account, region, busArn: arn, busName: name, state: 'ENABLED', tags: {} },
    ...{ description: undefined, pattern: undefined, schedule: undefined, roleArn: undefined },
    sender: serviceCaller('events.amazonaws.com', account),
    sessionName: name,
    targets: [
      {
        ...{ id: 'encryption-errors', arn: deadLetterQueueArn, roleArn: undefined, deadLetterQueueArn: undefined },
        ...{ retry: DEFAULT_RETRY_POLICY, input: undefined, properties: {} },
      },
    ],
  };
}
