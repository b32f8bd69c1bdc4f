import { parseArn } from '@busbar/arn';
import { names } from '../names';
import { sortedSet } from '../order';
import type { ObservabilityContext } from './context';
import type { Coverage, PlannedLink, PlannedSink } from '../observability-model';

/** Namespaces that alarms and dashboards of the central account read. */
const SHARED = ['AWS/Events', 'AWS/Lambda', 'AWS/SQS'] as const;

export function coverageOf(context: ObservabilityContext): Coverage {
  const sink = sinkOf(context);
  const arn = sinkArnOf(context);
  if (arn !== undefined && parseArn(arn)?.account === context.central) return { accounts: 'stage' };
  return { accounts: 'central-account', reason: reasonOf(sink, context) };
}

function reasonOf(sink: string, { view: { stage } }: ObservabilityContext): string {
  switch (sink) {
    case 'none':
      return 'no account shares its metrics. Write `observability: { sink: create }` to have them read in the central account.';
    case 'create':
      return (
        'no account is linked to the sink yet. When it is deployed, copy the output "SinkArn" of stack ' +
        `${names.stack.observability} to \`observability: { sink: create, sinkArn: … }\` in config/stages/${stage.name}.yaml.`
      );
    default:
      return `the accounts share their metrics with account ${parseArn(sink)?.account ?? '?'}, not with the central account.`;
  }
}

/** Only an account of the organization may share metrics, and metrics only. One sink an account and Region. */
export function planSinks(context: ObservabilityContext): readonly PlannedSink[] {
  if (sinkOf(context) !== 'create') return [];
  return [
    {
      name: names.sink,
      account: context.central,
      stack: names.stack.observability,
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'LinkAccountsOfOrganization',
            Effect: 'Allow',
            Principal: '*',
            Action: ['oam:CreateLink', 'oam:UpdateLink'],
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:PrincipalOrgID': context.view.manifest.organization.id },
              'ForAllValues:StringEquals': { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] },
            },
          },
        ],
      },
    },
  ];
}

export function planLinks(context: ObservabilityContext): readonly PlannedLink[] {
  const sinkArn = sinkArnOf(context);
  if (sinkArn === undefined) return [];
  const { inboxes, identities, idleIdentities } = context.state;
  return sortedSet([...inboxes, ...identities, ...idleIdentities].map(({ account }) => account))
    .filter((account) => account !== parseArn(sinkArn)?.account)
    .map((account) => ({ account, stack: names.stack.account(account), sinkArn, namespaces: SHARED }));
}

function sinkOf({ view, platform }: ObservabilityContext): string {
  return view.stage.observability.sink ?? platform.observability.sink;
}

/** Undefined while it is not known: the ARN of a sink that is to be made is random. */
function sinkArnOf(context: ObservabilityContext): string | undefined {
  const sink = sinkOf(context);
  if (sink === 'none') return undefined;
  return sink === 'create' ? context.view.stage.observability.sinkArn : sink;
}
