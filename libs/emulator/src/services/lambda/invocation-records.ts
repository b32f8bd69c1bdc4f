import { parseArn } from '@busbar/arn';
import { MessageBody } from '../../delivery/message-body';
import { resourceTags, type Authorizer } from '../../identity/authorizer';
import type { Caller } from '../../identity/caller';
import { ServiceError } from '../../wire/service-error';
import type { EventBridge } from '../eventbridge';
import type { Queue, Sqs } from '../sqs';
import type { AbandonedInvocation, SucceededInvocation } from './runtime';

export interface InvocationRecordsOptions {
  /** The function's role, in whose name everything is sent. */
  readonly session: Caller;
  readonly authorizer: Authorizer;
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  readonly encryption: Sqs['encryption'];
  readonly putEvents: EventBridge['putEventsAs'];
  readonly invocable: (arn: string) => Invocable | undefined;
}

/** A function that is a destination. */
export interface Invocable {
  readonly account: string;
  accept(payload: string): void;
}

/**
 * Sends what became of a function's asynchronous invocations: to its dead-letter queue the event as it was, to its destinations a
 * record about the invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class InvocationRecords {
  readonly #options: InvocationRecordsOptions;

  constructor(options: InvocationRecordsOptions) {
    this.#options = options;
  }

  /** @returns whether the queue has it */
  deadLetter(queueArn: string, { payload, requestId, result: { message } }: AbandonedInvocation): boolean {
    return this.#toQueue(queueArn, JSON.stringify(payload), {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: message.slice(0, 1_024) || 'Unhandled' },
    });
  }

  /** @returns whether the destination has it */
  report(destinationArn: string, invocation: AbandonedInvocation | SucceededInvocation, at: number): boolean {
    const record = JSON.stringify(recordOf(invocation, at));
    const { service, region = '' } = parseArn(destinationArn) ?? {};
    if (service === 'events') return this.#toBus(destinationArn, region, invocation, record);
    const destination = this.#options.invocable(destinationArn);
    if (!destination) return this.#toQueue(destinationArn, record);
    const { authorizer, session } = this.#options;
    const { allowed } = authorizer.decide(session, {
      action: 'lambda:InvokeFunction',
      resource: destinationArn,
      resourceAccount: destination.account,
    });
    if (allowed) destination.accept(record);
    return allowed;
  }

  #toBus(
    busArn: string,
    region: string,
    { condition, functionArn }: AbandonedInvocation | SucceededInvocation,
    record: string,
  ): boolean {
    const entry = {
      EventBusName: busArn,
      Source: 'lambda',
      DetailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
      Detail: record,
      Resources: [busArn, `${functionArn}:$LATEST`],
    };
    try {
      return this.#options.putEvents(this.#options.session, region, [entry]).FailedEntryCount === 0;
    } catch (error) {
      // The policies of both sides have the last word, as for any publisher.
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  #toQueue(queueArn: string, text: string, attributes?: Parameters<Queue['send']>[0]['attributes']): boolean {
    const { queue: queueOf, authorizer, encryption, session } = this.#options;
    const queue = queueOf(queueArn);
    if (!queue) return false;
    const { arn, account, tags } = queue.settings;
    const { allowed } = authorizer.decide(session, {
      action: 'sqs:SendMessage',
      resource: arn,
      resourceAccount: account,
      ...(queue.policy && { resourcePolicy: queue.policy }),
      context: resourceTags(tags),
    });
    if (!allowed || encryption.denial(queue.settings, 'send', session) !== undefined) return false;
    queue.send({ body: new MessageBody(text), senderId: session.userId, ...(attributes && { attributes }) });
    return true;
  }
}

function recordOf(invocation: AbandonedInvocation | SucceededInvocation, at: number): object {
  const { requestId, functionArn, condition, attempts, payload, result } = invocation;
  const response = { statusCode: 200, executedVersion: '$LATEST' };
  return {
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    requestContext: { requestId, functionArn: `${functionArn}:$LATEST`, condition, approximateInvokeCount: attempts },
    requestPayload: payload,
    responseContext: result.ok ? response : { ...response, functionError: 'Unhandled' },
    responsePayload: result.ok ? result.value : { errorMessage: result.message, errorType: result.errorType, trace: [] },
  };
}
