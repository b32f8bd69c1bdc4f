import type { Caller } from '../../identity/caller';
import type { ServiceContext } from '../../service/emulated-service';
import { kms } from '../kms';
import type { QueueSettings } from './queue';

/** What sending and receiving do with the key of a queue. */
const ACTIONS = {
  send: ['kms:GenerateDataKey', 'kms:Decrypt'],
  receive: ['kms:Decrypt'],
} as const;

export type QueueUse = keyof typeof ACTIONS;

/**
 * Whether the key of a queue lets somebody use it. SQS asks for them: who may send may still not be allowed to encrypt.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export class QueueEncryption {
  readonly #service: ServiceContext['service'];

  constructor({ service }: Pick<ServiceContext, 'service'>) {
    this.#service = service;
  }

  /**
   * @param sourceArn of the rule that a service sends for
   * @returns why not; undefined for who may, and for queues without a key of their own
   */
  denial({ kmsKey, arn, account, region }: QueueSettings, use: QueueUse, caller: Caller, sourceArn = ''): string | undefined {
    if (kmsKey === undefined) return undefined;
    return this.#service(kms).denial({
      caller,
      key: kmsKey,
      account,
      region,
      actions: ACTIONS[use],
      context: {
        'kms:EncryptionContext:aws:sqs:arn': arn,
        ...(sourceArn === ''
          ? { 'kms:ViaService': `sqs.${region}.amazonaws.com` }
          : { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': caller.account }),
      },
      variant: [arn, sourceArn],
    });
  }
}
