import type { PolicyDocument, PolicyStatement } from '@busbar/iam-policy';
import type { Inbox, InboxSubscription, ServiceIdentity } from './model';
import { queuesOf } from './inboxes';
import { names } from './names';
import { compareText, groupBy } from './order';
import type { StageView } from './stage-view';

/** Actions to read, acknowledge and put back a message. */
const CONSUME = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
] as const;

export function planIdentities(view: StageView, inboxes: readonly Inbox[]): readonly ServiceIdentity[] {
  const subscriptions = groupBy(
    inboxes.flatMap((inbox) => inbox.subscriptions),
    ({ service }) => service,
  );
  const publications = groupBy(view.publications, ({ service }) => service);
  return view.services.map(({ service: { name }, account }) => {
    const publishes = [...groupBy(publications.get(name) ?? [], ({ contract }) => contract.domain.source)]
      .map(([source, ofSource]) => ({ source, eventTypes: ofSource.map(({ contract }) => contract.type) }))
      .sort((a, b) => compareText(a.source, b.source));
    const statements = [
      ...publishes.map((published, index) => publishStatement(view.centralBusArn, published, index + 1)),
      ...consumeStatements(subscriptions.get(name) ?? []),
    ];
    const policy: PolicyDocument = { Version: '2012-10-17', Statement: statements };
    return {
      service: name,
      account,
      role: {
        ...view.arns.role(account, names.serviceRole(name)),
        trust: serviceTrust(view.arns.root(account)),
        ...(statements.length > 0 && { policy }),
      },
      publishes,
    };
  });
}

/** Functions and containers of the account may assume the role, and people and programs of the account that IAM allows to. */
function serviceTrust(root: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, Action: 'sts:AssumeRole' },
    ],
  };
}

/** Bound to the event types too, so that a service cannot speak for another one of its account. */
function publishStatement(
  busArn: string,
  { source, eventTypes }: ServiceIdentity['publishes'][number],
  number: number,
): PolicyStatement {
  return {
    Sid: `Publish${number}`,
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: { StringEquals: { 'events:source': source, 'events:detail-type': eventTypes } },
  };
}

function consumeStatements(subscriptions: readonly InboxSubscription[]): readonly PolicyStatement[] {
  const queues = subscriptions.flatMap(queuesOf);
  if (queues.length === 0) return [];
  return [{ Sid: 'Consume', Effect: 'Allow', Action: CONSUME, Resource: queues.map(({ arn }) => arn).sort(compareText) }];
}
