import type { PolicyDocument } from '@busbar/iam-policy';
import { names } from '../names';
import { compareText, groupBy, sortedSet } from '../order';
import type { ObservabilityContext } from './context';
import type { PlannedTopic } from '../observability-model';

/**
 * The topics that alarms are sent to: of the stage, and in each account of each team that has something there. In the stack that is
 * deployed before the alarms, or with them.
 *
 * @param used ARNs of the topics that alarms name
 */
export function planTopics(context: ObservabilityContext, used: ReadonlySet<string>): readonly PlannedTopic[] {
  const { central, platformTeam, view } = context;
  const stage: PlannedTopic = topic(context, {
    account: central,
    stack: names.stack.centralBus,
    name: names.topic(),
    team: platformTeam,
    services: [],
  });
  const { inboxes, identities, idleIdentities } = context.state;
  const residents = groupBy(
    [
      ...[...identities, ...idleIdentities],
      ...inboxes.flatMap(({ account, subscriptions, idle }) =>
        [...subscriptions, ...idle].map(({ service }) => ({ account, service })),
      ),
    ],
    ({ account }) => account,
  );
  const ofTeams = [...residents].flatMap(([account, services]) => {
    const byTeam = groupBy(services, ({ service }) => context.teamOf(service));
    // The team of the platform hears of the routes to the account, whoever lives there.
    const teams = new Map([[platformTeam, []], ...byTeam]);
    return [...teams].map(([team, ofTeam]) =>
      topic(context, {
        account,
        stack: names.stack.account(account),
        name: names.topic(team),
        team,
        services: ofTeam.map(({ service }) => service),
      }),
    );
  });
  return [stage, ...ofTeams].filter(({ arn }) => used.has(arn)).sort((a, b) => compareText(a.arn, b.arn));

  function topic(
    { view: { arns } }: typeof context,
    { services, ...rest }: Pick<PlannedTopic, 'account' | 'stack' | 'name' | 'team'> & { readonly services: readonly string[] },
  ): PlannedTopic {
    const { arn } = arns.topic(rest.account, rest.name);
    return {
      ...rest,
      arn,
      emails: sortedSet(context.emailsOf(rest.team, services)),
      policy: topicPolicy(arn, rest.account, view.arns.alarm(rest.account, '*')),
    };
  }
}

/**
 * CloudWatch may publish for alarms of the account; nobody may without TLS. It replaces the policy that SNS gives a topic, so the
 * account's own principals need IAM permissions, as they should.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
function topicPolicy(topicArn: string, account: string, alarms: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } },
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
