import { createHash } from 'node:crypto';
import { partitionOf } from '@busbar/arn';
import type { Named } from './model';

/** Key of the tag that everything of a service has; its role may read the queues that have it. */
export const serviceTag = 'busbar:service';

/** Longest names that AWS accepts. */
const MAXIMUM = { rule: 64, role: 64, queue: 80, archive: 48, topic: 256, dashboard: 255 } as const;

/** Of a name that is too long, to keep names apart that begin alike. */
const HASH_LENGTH = 8;

/**
 * Every physical name of the platform. A name follows from what it names and from nothing else, so that changing one
 * subscription renames no other. The stage is not in it: stages have their own accounts.
 */
export const names = {
  /** What the rules of all routes begin with, and no other rule of the central bus. */
  routePrefix: 'busbar-',
  route: (account: string, part: number): string => `busbar-${account}-${part}`,
  /** @param part `*` for the roles of all parts */
  routeRole: (account: string, part: number | '*'): string => `busbar-route-${account}-${part}`,
  routeDeadLetterQueue: (account: string, part: number): string => `busbar-route-${account}-${part}-dlq`,
  localRule: (service: string, subscription: string): string => fit(`${service}-${subscription}`, MAXIMUM.rule),
  /** What every local rule of the service begins with, whatever its subscription is called. */
  localRulePrefix: (service: string): string => `${service}-`.slice(0, MAXIMUM.rule - HASH_LENGTH - 1),
  queue: (service: string, subscription: string): string => fit(`${service}-${subscription}`, MAXIMUM.queue),
  deliveryDeadLetterQueue: (service: string, subscription: string): string =>
    fit(`${service}-${subscription}`, MAXIMUM.queue, '-delivery-dlq'),
  processingDeadLetterQueue: (service: string, subscription: string): string =>
    fit(`${service}-${subscription}`, MAXIMUM.queue, '-processing-dlq'),
  functionDeadLetterQueue: (functionName: string): string => fit(functionName, MAXIMUM.queue, '-processing-dlq'),
  encryptionDeadLetterQueue: (bus: string): string => fit(bus, MAXIMUM.queue, '-encryption-dlq'),
  keyAlias: (bus: string): string => `alias/busbar/${bus}`,
  serviceRole: (service: string): string => fit(`busbar-service-${service}`, MAXIMUM.role),
  /** @param team absent: the topic of the stage */
  topic: (team?: string): string => (team === undefined ? 'busbar-alarms' : fit(`busbar-alarms-${team}`, MAXIMUM.topic)),
  /** @param service absent: the dashboard of the stage */
  dashboard: (service?: string): string =>
    service === undefined ? 'busbar-stage' : fit(`busbar-service-${service}`, MAXIMUM.dashboard),
  /** One an account and Region. */
  sink: 'busbar',
  /** Of all that a heartbeat needs: role, function and schedule in the central account, rule and queue in a subscriber's. */
  heartbeat: 'busbar-heartbeat',
  /** In Systems Manager; `@busbar/client` computes them too. A service's begin with {@link names.parameter.all}. */
  parameter: {
    all: (service: string): string => `/busbar/${service}/`,
    eventBusArn: (service: string): string => `/busbar/${service}/event-bus-arn`,
    queueUrl: (service: string, subscription: string): string => `/busbar/${service}/subscriptions/${subscription}/queue-url`,
  },
  /** The role of the steps of the stage's pipeline. */
  stepsRole: (stage: string): string => `busbar-steps-${stage}`,
  /** Managed policy of the roles of an account's services. */
  serviceBoundary: 'busbar-service-boundary',
  archive: (bus: string): string => fit(bus, MAXIMUM.archive),
  pipeline: (stage: string): string => `busbar-${stage}`,
  stack: {
    centralBus: 'busbar-central-bus',
    routing: (shard: number): string => `busbar-routing-${shard}`,
    account: (account: string): string => `busbar-account-${account}`,
    /** In the tooling account, as the next. */
    pipeline: (stage: string): string => `busbar-pipeline-${stage}`,
    rollout: 'busbar-rollout',
    observability: 'busbar-observability',
  },
} as const;

/** A name that is too long keeps its beginning and its suffix, and gets a hash of all of it. */
function fit(name: string, maximum: number, suffix = ''): string {
  const room = maximum - suffix.length;
  if (name.length <= room) return name + suffix;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, room - hash.length - 1)}-${hash}${suffix}`;
}

/** ARNs of one region. */
export class Arns {
  readonly #region: string;
  readonly #partition: string;

  constructor(region: string) {
    this.#region = region;
    this.#partition = partitionOf(region);
  }

  bus(account: string, name: string): string {
    return this.#arn('events', account, `event-bus/${name}`);
  }

  rule(account: string, bus: string, name: string): string {
    return this.#arn('events', account, bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);
  }

  queue(account: string, name: string): Named {
    return { name, arn: this.#arn('sqs', account, name) };
  }

  function(account: string, name: string): Named {
    return { name, arn: this.#arn('lambda', account, `function:${name}`) };
  }

  /** @param name begins with a slash; `*` at its end stands for the rest */
  parameter(account: string, name: string): string {
    return this.#arn('ssm', account, `parameter${name}`);
  }

  logGroup(account: string, name: string): string {
    return this.#arn('logs', account, `log-group:${name}`);
  }

  role(account: string, name: string): Named {
    return { name, arn: `arn:${this.#partition}:iam::${account}:role/${name}` };
  }

  topic(account: string, name: string): Named {
    return { name, arn: this.#arn('sns', account, name) };
  }

  /** @param name `*` for all alarms of the account */
  alarm(account: string, name: string): string {
    return this.#arn('cloudwatch', account, `alarm:${name}`);
  }

  policy(account: string, name: string): Named {
    return { name, arn: `arn:${this.#partition}:iam::${account}:policy/${name}` };
  }

  /** Of what has no method of its own here, and of patterns. */
  of(service: string, account: string, resource: string): string {
    return this.#arn(service, account, resource);
  }

  root(account: string): string {
    return `arn:${this.#partition}:iam::${account}:root`;
  }

  #arn(service: string, account: string, resource: string): string {
    return `arn:${this.#partition}:${service}:${this.#region}:${account}:${resource}`;
  }
}
