import type { Service, Team } from '@busbar/manifest';
import { compile, type Topology } from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const at = { file: 'config/teams.yaml', line: 1, column: 1 };

/** Two services of different teams in one account, and one that only publishes. */
function plan(more: { readonly email?: boolean; readonly teams?: readonly Team[] } = {}): Topology {
  const shared = { dev: accountOf(2) };
  const manifest = new ManifestBuilder()
    .platform({ observability: { alarms: 'essential', sink: 'none', email: more.email ?? true, dashboards: false } })
    .service('delivery')
    .service('billing', shared)
    .service('invoices', shared)
    .event(UPDATED, 'delivery')
    .subscribe('billing', 'finished', UPDATED)
    .subscribe('invoices', 'finished', UPDATED)
    .build();
  const owners: Readonly<Record<string, Partial<Service>>> = {
    billing: { owner: 'payments', contacts: ['oncall@acme.example', 'payments@acme.example'] },
    invoices: { owner: 'accounting' },
  };
  return compile(
    {
      ...manifest,
      teams: more.teams ?? [
        { name: 'payments', description: '', email: 'payments@acme.example', slack: '#payments', at },
        { name: 'accounting', description: '', email: 'accounting@acme.example', at },
        { name: 'platform', description: '', email: 'platform@acme.example', at },
      ],
      services: manifest.services.map((service) => ({ ...service, ...owners[service.name] })),
    },
    'dev',
  ).topology;
}

it('are of the stage, and in each account of the platform and of each team, with the addresses of the team and its contacts, each once', () => {
  expect(plan().observability.topics.map(({ account, stack, name, emails }) => [account, stack, name, emails])).toEqual([
    [CENTRAL, 'busbar-central-bus', 'busbar-alarms', ['platform@acme.example']],
    [accountOf(2), `busbar-account-${accountOf(2)}`, 'busbar-alarms-accounting', ['accounting@acme.example']],
    [accountOf(2), `busbar-account-${accountOf(2)}`, 'busbar-alarms-payments', ['oncall@acme.example', 'payments@acme.example']],
    [accountOf(2), `busbar-account-${accountOf(2)}`, 'busbar-alarms-platform', ['platform@acme.example']],
  ]);
});

it('send no mail where the platform says so, or nobody knows the team', () => {
  expect(plan({ email: false }).observability.topics.flatMap(({ emails }) => emails)).toEqual([]);
  expect(plan({ teams: [] }).observability.topics.flatMap(({ emails }) => emails)).toEqual([
    'oncall@acme.example',
    'payments@acme.example',
  ]);
});

it('are told what concerns their team, and the description names its channel', () => {
  const { alarms } = plan().observability;
  const [billing] = alarms.filter(({ name }) => name.endsWith('queue-age-billing-finished'));
  expect(billing?.topics).toEqual([`arn:aws:sns:eu-west-1:${accountOf(2)}:busbar-alarms-payments`]);
  expect(billing?.description).toContain('team payments, #payments');
});

it('let CloudWatch publish for alarms of their account, and nobody without TLS', () => {
  const [, topic] = plan().observability.topics;
  expect(topic?.policy.Statement).toEqual([
    {
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic?.arn,
      Condition: {
        StringEquals: { 'aws:SourceAccount': accountOf(2) },
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:${accountOf(2)}:alarm:*` },
      },
    },
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topic?.arn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});
