import { compile, unitsOf, type Topology } from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const SINK = `arn:aws:oam:eu-west-1:${CENTRAL}:sink/0f1e2d3c`;
const ELSEWHERE = 'arn:aws:oam:eu-west-1:300000000001:sink/0f1e2d3c';

function plan(sink: string, sinkArn?: string): Topology {
  const builder = new ManifestBuilder()
    .platform({ observability: { alarms: 'essential', sink, email: true, dashboards: true } })
    .stage('dev', { observability: { ...(sinkArn !== undefined && { sinkArn }) } })
    .service('delivery')
    .service('billing')
    .event('delivery.status.updated@1', 'delivery')
    .subscribe('billing', 'finished', 'delivery.status.updated@1');
  return compile(builder.build(), 'dev').topology;
}

const ofAccounts = ({ observability }: Topology): readonly string[] =>
  observability.alarms.filter(({ kind }) => kind.startsWith('accounts-')).map(({ name }) => name);

it.each<[what: string, sink: string, sinkArn: string | undefined, made: number, linked: number, readsAccounts: boolean]>([
  ['without a sink', 'none', undefined, 0, 0, false],
  ['with a sink that is to be made', 'create', undefined, 1, 0, false],
  ['with a sink that was made', 'create', SINK, 1, 2, true],
  ['with a sink that is there', SINK, undefined, 0, 2, true],
  ['with a sink in another account', ELSEWHERE, undefined, 0, 2, false],
])('%s', (_, sink, sinkArn, made, linked, readsAccounts) => {
  const topology = plan(sink, sinkArn);
  const { sinks, links, coverage } = topology.observability;
  expect(sinks).toHaveLength(made);
  expect(links.map(({ account }) => account)).toEqual([accountOf(1), accountOf(2)].slice(0, linked));
  expect(coverage?.accounts).toBe(readsAccounts ? 'stage' : 'central-account');
  expect(coverage?.reason === undefined).toBe(readsAccounts);
  expect(ofAccounts(topology)).toEqual(
    readsAccounts ? ['busbar-page-accounts-events-lost-doorstep-events', 'busbar-warn-accounts-failed-doorstep-events'] : [],
  );
});

it('lets accounts of the organization link their metrics, and nothing else', () => {
  expect(plan('create').observability.sinks).toEqual([
    {
      name: 'busbar',
      account: CENTRAL,
      stack: 'busbar-observability',
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
              StringEquals: { 'aws:PrincipalOrgID': 'o-doorstep01' },
              'ForAllValues:StringEquals': { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] },
            },
          },
        ],
      },
    },
  ]);
});

it('reads all accounts in one alarm of a kind, with each account as a contributor', () => {
  const topology = plan('create', SINK);
  const [lost] = topology.observability.alarms.filter(({ kind }) => kind === 'accounts-events-lost');
  expect(lost?.metrics).toEqual([
    {
      id: 'accounts',
      expression:
        'SELECT SUM(InvocationsFailedToBeSentToDlq) FROM SCHEMA("AWS/Events", EventBusName, RuleName) ' +
        "WHERE EventBusName = 'doorstep-events' GROUP BY AWS.AccountId ORDER BY SUM() DESC",
      periodSeconds: 60,
    },
  ]);
  const stage = topology.observability.composites.find(({ kind }) => kind === 'stage');
  expect(stage?.children).toEqual(expect.arrayContaining(ofAccounts(topology)));
});

it('makes the sink also where there are no alarms', () => {
  const manifest = new ManifestBuilder()
    .platform({ observability: { alarms: 'none', sink: 'create', email: true, dashboards: false } })
    .service('delivery')
    .build();
  const { topology } = compile(manifest, 'dev');
  expect(unitsOf(topology).map(({ stack }) => stack)).toContain('busbar-observability');
});
