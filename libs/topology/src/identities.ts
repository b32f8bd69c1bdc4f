import type { PolicyDocument, PolicyStatement } from '@busbar/iam-policy';
import type { Service, ServiceRuntime } from '@busbar/manifest';
import type { ServiceIdentity } from './model';
import { names, serviceTag, type Arns } from './names';
import { compareText, groupBy, sortedSet } from './order';
import { planServiceBoundary } from './service-boundary';
import type { StageView } from './stage-view';

/** Actions to read, acknowledge and put back a message. */
const CONSUME = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
] as const;

export function planIdentities(view: StageView): readonly ServiceIdentity[] {
  const publications = groupBy(view.publications, ({ service }) => service);
  return view.services.map(({ service, account }) => {
    const { name } = service;
    const publishes = [...groupBy(publications.get(name) ?? [], ({ contract }) => contract.domain.source)]
      .map(([source, ofSource]) => ({ source, eventTypes: sortedSet(ofSource.map(({ contract }) => contract.type)) }))
      .sort((a, b) => compareText(a.source, b.source));
    const policy: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        // Where another role publishes, the bus refuses this one; until everything runs as the other one, it does not.
        ...(publishes.length > 0 ? [publishStatement(view.centralBusArn, publishes)] : []),
        consumeStatement(view.arns, account, name),
        discoverStatement(view.arns, account, name),
      ],
    };
    return {
      service: name,
      account,
      role: {
        ...view.arns.role(account, names.serviceRole(name)),
        trust: serviceTrust(service, view.stage.rolesAssumableByAccount ? view.arns.root(account) : undefined),
        policy,
        boundary: planServiceBoundary(view, account),
      },
      publishes,
    };
  });
}

/**
 * What hands the role's credentials to code, by where the code runs. EKS Pod Identity adds session tags:
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
const RUNTIMES: Readonly<Record<ServiceRuntime, { readonly principal: string; readonly tagsSession?: true }>> = {
  lambda: { principal: 'lambda.amazonaws.com' },
  ecs: { principal: 'ecs-tasks.amazonaws.com' },
  eks: { principal: 'pods.eks.amazonaws.com', tagsSession: true },
  ec2: { principal: 'ec2.amazonaws.com' },
};

/** @param root of the account, where people and programs of the account may assume the role too, if IAM allows them to */
function serviceTrust({ runsOn }: Service, root: string | undefined): PolicyDocument {
  const statement = (Principal: PolicyStatement['Principal'], Action: PolicyStatement['Action']): PolicyStatement => ({
    Effect: 'Allow',
    Principal,
    Action,
  });
  const runtimes = Object.entries(RUNTIMES).flatMap(([name, runtime]) =>
    runsOn.includes(name as ServiceRuntime) ? [runtime] : [],
  );
  const services = (tagsSession: boolean): readonly string[] =>
    runtimes.filter((runtime) => (runtime.tagsSession ?? false) === tagsSession).map(({ principal }) => principal);
  const [plain, tagging] = [services(false), services(true)];
  return {
    Version: '2012-10-17',
    Statement: [
      ...(root === undefined ? [] : [statement({ AWS: root }, 'sts:AssumeRole')]),
      ...(plain.length === 0 ? [] : [statement({ Service: plain }, 'sts:AssumeRole')]),
      ...(tagging.length === 0 ? [] : [statement({ Service: tagging }, ['sts:AssumeRole', 'sts:TagSession'])]),
    ],
  };
}

/**
 * Bound to the event types too, so that a service cannot speak for another one of its account. One statement, with conditions
 * as in the bus policy: right whether EventBridge authorizes the entries of a call one by one or all together.
 */
function publishStatement(busArn: string, publishes: ServiceIdentity['publishes']): PolicyStatement {
  return {
    Sid: 'Publish',
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      'ForAllValues:StringEquals': {
        'events:source': publishes.map(({ source }) => source),
        'events:detail-type': sortedSet(publishes.flatMap(({ eventTypes }) => eventTypes)),
      },
      Null: { 'events:source': 'false', 'events:detail-type': 'false' },
    },
  };
}

/**
 * The service's queues by their tag, so that a subscription more or less changes neither the role nor its size, and the role may
 * be there before the queues are. Every queue that Busbar draws has the tag.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-abac-condition-keys.html
 */
function consumeStatement(arns: Arns, account: string, service: string): PolicyStatement {
  return {
    Sid: 'Consume',
    Effect: 'Allow',
    Action: CONSUME,
    Resource: arns.queue(account, '*').arn,
    Condition: { StringEquals: { [`aws:ResourceTag/${serviceTag}`]: service } },
  };
}

/** What `EventPublisher.forService` and `QueuePoller.forSubscription` read. */
function discoverStatement(arns: Arns, account: string, service: string): PolicyStatement {
  return {
    Sid: 'Discover',
    Effect: 'Allow',
    Action: 'ssm:GetParameter',
    Resource: arns.parameter(account, `${names.parameter.all(service)}*`),
  };
}
