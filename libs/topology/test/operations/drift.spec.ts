import { compile, expectedStage, findDrift, type BusDescription, type ExpectedStage, type FoundStage } from '../../src/index';
import { CENTRAL, ManifestBuilder } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const { topology } = compile(
  new ManifestBuilder()
    .service('pub')
    .service('sub')
    .event(UPDATED, 'pub')
    .subscribe('sub', 'all', UPDATED, { status: ['DELIVERED', 'FAILED'] })
    .build(),
  'dev',
);
const expected = expectedStage(topology, CENTRAL);

/** What AWS says when all is as planned, in its own words. */
function asPlanned({ buses, queues }: ExpectedStage): FoundStage {
  return {
    buses: new Map(buses.map((bus) => [bus.arn, bus])),
    queues: new Map(
      queues.map(({ arn, admits }) => [
        arn,
        {
          Statement: [
            {
              Sid: 'Tls',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sqs:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            ...admits.map((rule) => ({
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Condition: { ArnEquals: { 'aws:SourceArn': rule } },
            })),
          ],
        },
      ]),
    ),
  };
}

const [central, inbox] = expected.buses as [BusDescription, BusDescription];
const changedBus = (bus: BusDescription): FoundStage => {
  const planned = asPlanned(expected);
  return { ...planned, buses: new Map([...planned.buses, [bus.arn, bus]]) };
};
const [rule] = inbox.rules.filter(({ name }) => name === 'sub-all');
if (!rule) throw new Error('There is no local rule.');
/** Those of the platform itself. */
const others = inbox.rules.filter((each) => each !== rule);

describe('drift', () => {
  it('is none where everything is as planned, in whatever order AWS says it', () => {
    expect(findDrift(expected, asPlanned(expected))).toEqual([]);
    const pattern = JSON.parse(JSON.stringify(rule.pattern).replace('"DELIVERED","FAILED"', '"FAILED","DELIVERED"')) as unknown;
    expect(findDrift(expected, changedBus({ ...inbox, rules: [...others, { ...rule, pattern }] }))).toEqual([]);
  });

  it.each<[string, Partial<BusDescription>, object]>([
    ['a rule that was stopped', { rules: [...others, { ...rule, state: 'DISABLED' }] }, { kind: 'rule', drift: 'disabled' }],
    ['a rule with another pattern', { rules: [...others, { ...rule, pattern: {} }] }, { kind: 'rule', drift: 'changed' }],
    [
      'a rule without its target',
      { rules: [...others, { ...rule, targets: [] }] },
      { drift: 'changed', detail: 'It has no target.' },
    ],
    [
      'a target without its dead-letter queue',
      { rules: [...others, { ...rule, targets: rule.targets.map(({ deadLetterArn: _, ...target }) => target) }] },
      { drift: 'changed', detail: expect.stringContaining('has the dead-letter queue nothing, not arn:') },
    ],
    ['a rule that is gone', { rules: others }, { kind: 'rule', drift: 'missing' }],
    ['a rule that nobody planned', { rules: [...others, rule, { ...rule, name: 'spy' }] }, { name: 'spy', drift: 'unexpected' }],
    [
      'a bus that admits somebody else',
      { policy: { Statement: [{ Sid: 'Everybody', Effect: 'Allow', Principal: '*' }] } },
      { kind: 'bus policy', drift: 'changed', detail: 'It lacks DeliverFromCentralBus, and has Everybody besides.' },
    ],
  ])('is %s', (_, found, drift) => {
    expect(findDrift(expected, changedBus({ ...inbox, ...found }))).toEqual([
      expect.objectContaining({ account: inbox.account, ...drift }),
    ]);
  });

  it('is a bus or a queue that is not there, and a queue that admits nobody or somebody else', () => {
    const planned = asPlanned(expected);
    const [gone, shut, open] = expected.queues.filter(({ admits }) => admits.length > 0);
    if (!gone || !shut || !open) throw new Error('There are not enough queues.');
    const queues = new Map(planned.queues);
    queues.delete(gone.arn);
    queues.set(shut.arn, null);
    queues.set(open.arn, {
      Statement: [...(queues.get(open.arn) as { Statement: object[] }).Statement, { Sid: 'Any', Effect: 'Allow' }],
    });
    const buses = new Map(planned.buses);
    buses.delete(central.arn);
    expect(findDrift(expected, { buses, queues }).map(({ kind, name, drift }) => `${kind} ${name} ${drift}`)).toEqual([
      'bus doorstep-events missing',
      `queue ${gone.name} missing`,
      `queue policy ${shut.name} changed`,
      `queue policy ${open.name} changed`,
    ]);
  });
});
