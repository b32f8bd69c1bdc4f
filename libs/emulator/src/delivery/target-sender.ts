import { parseArn } from '../arn';
import type { Bus } from '../eventbridge/bus';
import { BusEvent } from '../eventbridge/bus-event';
import type { Rule, Target } from '../eventbridge/rule';
import { inputOf, InvalidInputError } from '../eventbridge/target-input';
import { denialMessage, type Authorizer } from '../identity/authorizer';
import { sessionOf, type Caller } from '../identity/caller';
import type { Variant } from '../identity/decision-memory';
import { MessageBody } from '../sqs/message-body';
import type { Queue } from '../sqs/queue';
import { deadLetterAttributes } from './dead-letter';
import type { AttemptFailure, Delivery, GivenUp, Hops } from './delivery';
import type { Destinations, InvocableFunction } from './destination';

/** How an event came to a bus. */
export interface Arrival {
  /** ARN of who published it, or of the role that forwarded it. */
  readonly principal: string;
  /** The rule that forwarded it from another bus. */
  readonly via?: Rule;
  /** Those behind it. */
  readonly hops?: Hops;
}

export interface TargetSenderOptions {
  readonly destinations: Destinations;
  readonly authorizer: Authorizer;
  /** Puts an event on the bus that is a rule's target. */
  readonly forward: (event: BusEvent, bus: Bus, arrival: Arrival) => void;
}

/** Hands events to buses, queues and functions, as far as the policies of both sides allow it. */
export class TargetSender {
  readonly #options: TargetSenderOptions;
  /** Role sessions by target, so that their decisions are remembered. */
  readonly #sessions = new Map<Target, Caller>();

  constructor(options: TargetSenderOptions) {
    this.#options = options;
  }

  /** One try. Gives how it failed. */
  attempt(delivery: Delivery): AttemptFailure | undefined {
    const { destinations } = this.#options;
    const { target } = delivery;
    const queue = destinations.queue(target.arn);
    if (queue) return this.#toQueue(delivery, queue);
    const bus = destinations.bus(target.arn);
    if (bus) return this.#toBus(delivery, bus);
    const invocable = destinations.function(target.arn);
    if (invocable) return this.#toFunction(delivery, invocable);
    const service = parseArn(target.arn)?.service;
    return service === 'sqs' || service === 'events' || service === 'lambda'
      ? permanent('NO_RESOURCE', `The target ${target.arn} does not exist.`)
      : permanent('NO_RESOURCE', `The emulator does not deliver to ${service ?? 'this kind of target'}.`);
  }

  /** One hop from bus to bus in a region, never two. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html */
  #toBus(delivery: Delivery, to: Bus): AttemptFailure | undefined {
    const { event, hops, rule, target } = delivery;
    const regional = to.region !== delivery.bus.region;
    if (regional ? hops.regional : hops.local) {
      const code = regional ? 'THIRD_REGION_HOP_DETECTED' : 'THIRD_ACCOUNT_HOP_DETECTED';
      return permanent(code, 'An event can be sent to an event bus target only once.');
    }
    const sender = this.#roleSession(delivery);
    if ('errorCode' in sender) return sender;
    const denial = this.#denial(sender, delivery, {
      action: 'events:PutEvents',
      resource: to.arn,
      owner: to,
      context: { 'events:source': event.source, 'events:detail-type': event.detailType, 'events:eventBusInvocation': 'true' },
      // The session is this target's own, so the rule need not be told apart.
      variant: [event.source, event.detailType],
    });
    if (denial) return denial;
    // The event keeps its id inside a region, and gets a new one in another.
    const forward = regional ? new BusEvent(event.published) : event;
    const hopsSoFar = regional ? { ...hops, regional } : { ...hops, local: true };
    this.#options.forward(forward, to, { principal: target.roleArn ?? sender.arn, via: rule, hops: hopsSoFar });
    return undefined;
  }

  #toQueue(delivery: Delivery, queue: Queue): AttemptFailure | undefined {
    const { event, target } = delivery;
    const sender = target.roleArn === undefined ? delivery.rule.sender : this.#roleSession(delivery);
    if ('errorCode' in sender) return sender;
    const denial = this.#denial(sender, delivery, {
      action: 'sqs:SendMessage',
      resource: queue.settings.arn,
      owner: { account: queue.settings.account, policy: queue.policy },
    });
    if (denial) return target.roleArn === undefined ? hidden(denial) : denial;
    const body = this.#payload(delivery);
    if (!(body instanceof MessageBody)) return body;
    const { fifo, contentBasedDeduplication, maximumMessageBytes } = queue.settings;
    if (body.bytes > maximumMessageBytes) {
      return permanent('ERROR_FROM_TARGET', `The message is longer than the ${maximumMessageBytes} bytes that the queue takes.`);
    }
    if (fifo && target.messageGroupId === undefined) {
      return permanent('INVALID_PARAMETER', 'The target has no MessageGroupId, which a FIFO queue needs.');
    }
    if (fifo && !contentBasedDeduplication) {
      return permanent('INVALID_PARAMETER', 'The queue has no content-based deduplication, which EventBridge relies on.');
    }
    queue.send({
      body,
      senderId: sender.userId,
      ...(target.messageGroupId !== undefined && { groupId: target.messageGroupId }),
      ...traceOf(event),
    });
    return undefined;
  }

  #toFunction(delivery: Delivery, to: InvocableFunction): AttemptFailure | undefined {
    const { target } = delivery;
    const sender = target.roleArn === undefined ? delivery.rule.sender : this.#roleSession(delivery);
    if ('errorCode' in sender) return sender;
    const denial = this.#denial(sender, delivery, { action: 'lambda:InvokeFunction', resource: to.arn, owner: to });
    if (denial) return denial;
    const body = this.#payload(delivery);
    if (!(body instanceof MessageBody)) return body;
    to.accept(target.input ? asJson(body) : body.text);
    return undefined;
  }

  #payload({ event, rule, target, startedAt }: Delivery): MessageBody | AttemptFailure {
    if (!target.input) return event.body;
    try {
      return inputOf(target.input, event, rule, startedAt);
    } catch (error) {
      if (error instanceof InvalidInputError) return permanent('INVALID_JSON', error.message);
      throw error;
    }
  }

  /** The session in which EventBridge sends: of the target's role, if that trusts EventBridge. */
  #roleSession({ rule, target, bus }: Delivery): Caller | AttemptFailure {
    const { authorizer, destinations } = this.#options;
    const session = this.#sessions.get(target);
    if (session) return session;
    if (target.roleArn === undefined) {
      return denied(`The target ${target.id} names no role; sending to another event bus needs one.`);
    }
    const role = destinations.role(target.roleArn);
    if (role?.account !== rule.account) {
      return denied(`The role ${target.roleArn} does not exist in the account of the rule.`);
    }
    const decision = authorizer.decide(rule.sender, {
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccount: role.account,
      resourcePolicy: role.trust,
      context: { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': bus.account },
    });
    if (!decision.allowed) return denied(`The role ${role.arn} does not trust events.amazonaws.com.`);
    const opened = sessionOf(role, `AWSEvents_${rule.name}`.slice(0, 64));
    this.#sessions.set(target, opened);
    return opened;
  }

  #denial(
    sender: Caller,
    { rule, bus }: Delivery,
    question: {
      readonly action: string;
      readonly resource: string;
      readonly owner: Pick<Bus, 'account' | 'policy'>;
      readonly context?: Readonly<Record<string, string>>;
      readonly variant?: Variant;
    },
  ): AttemptFailure | undefined {
    const { action, resource, owner, context, variant } = question;
    const decision = this.#options.authorizer.decide(sender, {
      action,
      resource,
      resourceAccount: owner.account,
      ...(owner.policy && { resourcePolicy: owner.policy }),
      context: { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': bus.account, ...context },
      ...(variant && { variant }),
    });
    return decision.allowed ? undefined : denied(denialMessage(sender, action, resource, decision));
  }

  /**
   * To the dead-letter queue of the target.
   *
   * @returns why it was not possible
   */
  deadLetter(delivery: Delivery, givenUp: GivenUp): string | undefined {
    const { event, rule, target, bus } = delivery;
    const arn = target.deadLetterQueueArn;
    if (arn === undefined) return 'The target has no dead-letter queue.';
    const queue = this.#options.destinations.queue(arn);
    if (!queue) return `The dead-letter queue ${arn} does not exist.`;
    const { settings } = queue;
    if (settings.fifo) return 'The dead-letter queue is a FIFO queue; EventBridge sends to standard queues only.';
    if (settings.region !== bus.region) return 'The dead-letter queue is in another region than the rule.';
    const denial = this.#denial(rule.sender, delivery, {
      action: 'sqs:SendMessage',
      resource: arn,
      owner: { account: settings.account, policy: queue.policy },
    });
    if (denial) return denial.message;
    if (event.body.bytes > settings.maximumMessageBytes) return 'The event is longer than the dead-letter queue takes.';
    queue.send({
      body: event.body,
      senderId: rule.sender.userId,
      attributes: deadLetterAttributes(rule.arn, target.arn, givenUp),
      ...traceOf(event),
    });
    return undefined;
  }
}

function permanent(errorCode: string, message: string): AttemptFailure {
  return { errorCode, message, permanent: true, denied: false };
}

function denied(message: string): AttemptFailure {
  return { errorCode: 'NO_PERMISSIONS', message, permanent: true, denied: true };
}

/** SQS does not tell EventBridge whether a queue is closed to it or does not exist. */
function hidden({ message, ...denial }: AttemptFailure): AttemptFailure {
  return {
    ...denial,
    errorCode: 'NO_RESOURCE',
    message: `The specified queue does not exist or you do not have access to it. ${message}`,
  };
}

function traceOf({ published: { traceHeader } }: BusEvent) {
  return traceHeader === undefined
    ? undefined
    : { systemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } };
}

/** Lines of text are no JSON: the function gets them as one text. */
function asJson({ text, json }: MessageBody): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return json;
  }
}
