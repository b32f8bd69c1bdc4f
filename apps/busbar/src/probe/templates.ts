import type { ProbeContext, Side, Template } from './experiment';

type Resources = Readonly<Record<string, unknown>>;

/** Names, ARNs and template parts of one probe. Every physical name ends in its suffix. */
export class ProbeTemplates {
  readonly #context: ProbeContext;

  constructor(context: ProbeContext) {
    this.#context = context;
  }

  name(what: string): string {
    return `busbar-probe-${what}-${this.#context.suffix}`;
  }

  arn(service: string, side: Side, resource: string): string {
    const { partition, region, accounts } = this.#context;
    return `arn:${partition}:${service}:${region}:${accounts[side]}:${resource}`;
  }

  bus(side: Side, what: string): string {
    return this.arn('events', side, `event-bus/${this.name(what)}`);
  }

  rule(side: Side, bus: string, what: string): string {
    return this.arn('events', side, `rule/${this.name(bus)}/${this.name(what)}`);
  }

  queue(side: Side, what: string): string {
    return this.arn('sqs', side, this.name(what));
  }

  role(side: Side, what: string): string {
    return `arn:${this.#context.partition}:iam::${this.#context.accounts[side]}:role/${this.name(what)}`;
  }

  root(side: Side): string {
    return `arn:${this.#context.partition}:iam::${this.#context.accounts[side]}:root`;
  }

  template(...parts: readonly Resources[]): Template {
    return { Resources: Object.assign({}, ...parts) as Resources };
  }

  busPart(what: string, statements: readonly object[] = [], more: object = {}): Resources {
    const Policy = { Version: '2012-10-17', Statement: statements };
    return {
      [logicalId(what, 'Bus')]: {
        Type: 'AWS::Events::EventBus',
        Properties: { Name: this.name(what), ...(statements.length > 0 && { Policy }), ...more },
      },
    };
  }

  /** @param rules ARNs of rules that may send to it; none: closed to EventBridge */
  queuePart(side: Side, what: string, rules: readonly string[], more: object = {}): Resources {
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: this.queue(side, what),
      Condition: { ArnEquals: { 'aws:SourceArn': rules } },
    };
    return {
      [logicalId(what, 'Queue')]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: this.name(what), ...more } },
      ...(rules.length > 0 && {
        [logicalId(what, 'QueuePolicy')]: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: logicalId(what, 'Queue') }],
            PolicyDocument: { Version: '2012-10-17', Statement: [Statement] },
          },
        },
      }),
    };
  }

  rolePart(what: string, principal: object, statements: readonly object[]): Resources {
    const trust = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' };
    const PolicyDocument = { Version: '2012-10-17', Statement: statements };
    return {
      [logicalId(what, 'Role')]: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: this.name(what),
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
          Policies: [{ PolicyName: 'probe', PolicyDocument }],
        },
      },
    };
  }

  /** A role that EventBridge takes to put events on a bus. */
  routeRolePart(what: string, busArn: string): Resources {
    return this.rolePart(what, { Service: 'events.amazonaws.com' }, [allow('events:PutEvents', busArn)]);
  }

  /** A rule for everything on a bus of the same template, with its dead-letter queue, and the queue too when it is the target. */
  rulePart(bus: string, what: string, target: Target): Resources {
    const { arn, role, deadLetterQueue, retry = { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 }, after = [] } = target;
    return {
      [logicalId(what, 'Rule')]: {
        Type: 'AWS::Events::Rule',
        DependsOn: [logicalId(bus, 'Bus'), ...after],
        Properties: {
          Name: this.name(what),
          EventBusName: this.name(bus),
          EventPattern: { source: [{ prefix: 'busbar.probe' }] },
          Targets: [
            {
              Id: 'target',
              Arn: arn,
              ...(role !== undefined && { RoleArn: role }),
              ...(deadLetterQueue !== undefined && { DeadLetterConfig: { Arn: deadLetterQueue } }),
              RetryPolicy: retry,
            },
          ],
        },
      },
    };
  }
}

interface Target {
  readonly arn: unknown;
  readonly role?: string;
  readonly deadLetterQueue?: string;
  readonly retry?: object;
  /** Logical ids of what has to be there first. */
  readonly after?: readonly string[];
}

export function allow(Action: string | readonly string[], Resource: string, more: object = {}): object {
  return { Effect: 'Allow', Action, Resource, ...more };
}

/** `second-dlq`, `Queue` → `SecondDlqQueue`. */
export function logicalId(what: string, kind: string): string {
  return what.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()) + kind;
}
