import { AppliedPolicy } from '@busbar/contracts';
import { impactOf } from '../src';
import { allChanges, changesOf, company, configurationOf, edited, impactOfEdits, lines, TODAY } from './edited-company';

const billing = 'subscriptions/billing-service.yaml';
const DELIVERED = 'status: [DELIVERED]\n      carrier: [{ anything-but: { prefix: internal- } }]';
const completed = (filter: string) => ({ [billing]: [[DELIVERED, filter]] as const });
const SCHEDULED = [
  '  - name: premium-orders',
  '    description: Assesses the premium for fast deliveries.',
  '    eventType: delivery.order.scheduled@1',
  '    filter:',
  '      serviceLevel: [SAME_DAY, EXPRESS]',
  '',
].join('\n');

describe('a configuration that did not change', () => {
  it('changes nothing for anybody', () => {
    expect(impactOfEdits({})).toEqual({
      stages: ['dev', 'staging', 'prod'],
      teams: [],
      unchangedTeams: company.manifest.teams.map(({ name }) => name),
      needsAttention: 0,
    });
  });

  it.each([
    [
      'a filter that is written another way',
      completed(`carrier: [{ anything-but: { prefix: [internal-] } }]\n      status: [DELIVERED, DELIVERED]`),
    ],
    ['a description', { [billing]: [['Assesses the fee of a delivery.', 'Assesses fees.']] as const }],
  ])('nor does %s', (_, edits) => {
    expect(allChanges(impactOfEdits(edits))).toEqual([]);
  });
});

describe('deliveries', () => {
  it('are gained, of a filter that is proven to be wider, with an event that shows it', () => {
    const [change, ...others] = changesOf(
      impactOfEdits(completed(DELIVERED.replace('[DELIVERED]', '[DELIVERED, IN_TRANSIT]'))),
      'delivery',
    );
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      team: 'payments',
      effect: 'gains',
      subject: 'billing-service/completed-deliveries',
      facts: { eventType: 'delivery.status.updated@1', relation: 'wider', examples: { changed: 1, of: 4 } },
      needsAttention: false,
      stages: ['dev', 'staging', 'prod'],
    });
    expect(change?.says).toBe('1 of 4 examples of delivery.status.updated@1: status IN_TRANSIT');
    expect(change?.facts.event).toMatchObject({ status: 'IN_TRANSIT' });
    expect(change?.at).toMatchObject({ file: `config/${billing}` });
  });

  it('are lost, of a filter that is proven to be narrower, which needs attention', () => {
    const impact = impactOfEdits(completed(`${DELIVERED}\n      test: [true]`));
    expect(changesOf(impact, 'delivery')).toMatchObject([
      { effect: 'loses', facts: { relation: 'narrower', examples: { changed: 1, of: 4 } }, needsAttention: true },
    ]);
    expect(impact.needsAttention).toBe(1);
  });

  it('are gained and lost where the filters only overlap', () => {
    const changes = changesOf(impactOfEdits(completed('status: [IN_TRANSIT, OUT_FOR_DELIVERY]')), 'delivery');
    expect(changes.map(({ effect, facts }) => [effect, facts.relation, facts.examples.changed])).toEqual([
      ['gains', 'different', 2],
      ['loses', 'different', 1],
    ]);
  });

  it('show in generated events what no example shows', () => {
    const [change] = changesOf(impactOfEdits(completed(DELIVERED.replace('[DELIVERED]', '[DELIVERED, RETURNED]'))), 'delivery');
    expect(change?.facts.examples.changed).toBe(0);
    expect(change?.facts.generated.changed).toBeGreaterThan(0);
    expect(change?.says).toContain('no example shows it');
    expect(change?.says).toContain('status RETURNED');
    expect(change?.facts.event).toMatchObject({ status: 'RETURNED' });
  });

  it('of a new subscription are a gain for its team, and a note for the owner of the event', () => {
    const impact = impactOfEdits({
      [billing]: [
        [SCHEDULED, `${SCHEDULED}  - name: grants\n    description: Bills keys.\n    eventType: access.grant.issued@1\n`],
      ],
    });
    expect(changesOf(impact, 'delivery')).toMatchObject([
      { effect: 'gains', says: 'every access.grant.issued@1', facts: { relation: 'new' } },
    ]);
    expect(changesOf(impact, 'subscriber')).toMatchObject([
      { team: 'access-control', effect: 'notes', says: 'billing-service/grants (team payments) is a new subscriber' },
    ]);
  });

  it('of a removed subscription are lost, and no longer the event owner’s', () => {
    const impact = impactOfEdits({ [billing]: [[SCHEDULED, '']] });
    expect(changesOf(impact, 'delivery')).toMatchObject([{ effect: 'loses', facts: { relation: 'removed' } }]);
    expect(changesOf(impact, 'subscriber')).toMatchObject([{ team: 'fulfilment' }]);
  });

  it('of a subscription that changes its event type are all lost and all gained', () => {
    const impact = impactOfEdits({
      [billing]: [['eventType: property.resident.moved-in@1', 'eventType: property.resident.moved-out@1']],
    });
    expect(changesOf(impact, 'delivery').map(({ effect, facts }) => [effect, facts.eventType])).toEqual([
      ['gains', 'property.resident.moved-out@1'],
      ['loses', 'property.resident.moved-in@1'],
    ]);
  });

  it('are counted in a recorded stream, of the event type alone', () => {
    const event = (status: string, type = 'delivery.status.updated@1') => ({
      source: 'larkhill.delivery',
      'detail-type': type,
      detail: { data: { status, carrier: 'ups-us' } },
    });
    const impact = impactOfEdits(completed(DELIVERED.replace('[DELIVERED]', '[DELIVERED, FAILED]')), {
      events: [event('FAILED'), event('FAILED'), event('DELIVERED'), event('FAILED', 'delivery.attempt.failed@1')],
    });
    expect(changesOf(impact, 'delivery')[0]?.facts.recorded).toEqual({ changed: 2, of: 3 });
  });

  it('say in which stages they change', () => {
    const impact = impactOfEdits({ 'services/billing-service.yaml': [['  prod: "577391028846"\n', '']] });
    expect(new Set(changesOf(impact, 'delivery').map(({ effect, stages }) => `${effect} ${stages.join()}`))).toEqual(
      new Set(['loses prod']),
    );
  });
});

it('a subscription that is paused needs attention, and one that goes on', () => {
  const pause = { [billing]: [['- name: premium-orders\n', '- name: premium-orders\n    paused: true\n']] as const };
  expect(changesOf(impactOfEdits(pause), 'setting')).toMatchObject([
    { subject: 'billing-service/premium-orders', needsAttention: true, facts: { setting: 'paused', before: 'no', after: 'yes' } },
  ]);
  expect(lines(changesOf(impactOfEdits({}, { before: configurationOf(edited(pause)) }), 'setting'))).toEqual([
    'notes billing-service/premium-orders: is not paused any more',
  ]);
});

describe('permissions', () => {
  it('to publish go with the publisher of an event', () => {
    const impact = impactOfEdits({
      'events/delivery/courier.located/event.yaml': [['publisher: courier-gateway', 'publisher: delivery-service']],
    });
    expect(lines(changesOf(impact, 'permission'))).toEqual([
      'gains delivery-service: may publish delivery.courier.located@1',
      expect.stringMatching(/^loses courier-gateway: may no longer publish delivery\.courier\.located@1$/),
    ]);
  });

  it('to read a queue come with the subscription, and stay when it goes: what is in the queue has to be drained', () => {
    const removed = { [billing]: [[SCHEDULED, '']] as const };
    expect(changesOf(impactOfEdits(removed), 'permission')).toEqual([]);
    expect(lines(changesOf(impactOfEdits({}, { before: configurationOf(edited(removed)) }), 'permission'))).toEqual([
      'gains billing-service: may read the queues of billing-service/premium-orders',
    ]);
  });

  it('to read a queue stay when a subscription is renamed, also without `previously`', () => {
    const renamed = { [billing]: [['- name: premium-orders', '- name: express-orders']] as const };
    expect(lines(changesOf(impactOfEdits(renamed), 'permission'))).toEqual([
      'gains billing-service: may read the queues of billing-service/express-orders',
    ]);
  });
});

describe('the bus policy', () => {
  const gateway = 'services/courier-gateway.yaml';
  const whole = { [gateway]: [['accounts:', 'publishAs: account\naccounts:']] as const };

  it('is weaker for a service whose whole account may publish, which needs attention', () => {
    const changes = changesOf(impactOfEdits(whole), 'bus-policy');
    expect(changes).toEqual([
      expect.objectContaining({
        facts: { service: 'courier-gateway', before: 'source-and-event-type', after: 'account' },
        needsAttention: true,
      }),
    ]);
    expect(changesOf(impactOfEdits({}, { before: configurationOf(edited(whole)) }), 'bus-policy')).toEqual([
      expect.objectContaining({ needsAttention: false }),
    ]);
  });

  it('is as tight for a role of their own', () => {
    const own = { [gateway]: [['accounts:', 'publishAs: { role: carriers }\naccounts:']] as const };
    expect(changesOf(impactOfEdits(own), 'bus-policy')).toEqual([]);
  });
});

describe('personal data', () => {
  const subscribe = (eventType: string) => ({
    [billing]: [[SCHEDULED, `${SCHEDULED}  - name: more\n    description: More.\n    eventType: ${eventType}\n`]] as const,
  });

  it('that a service did not receive needs attention, field by field', () => {
    const [change] = changesOf(impactOfEdits(subscribe('access.grant.issued@1')), 'personal-data');
    expect(change).toMatchObject({
      team: 'payments',
      needsAttention: true,
      facts: { fields: [{ eventType: 'access.grant.issued@1', field: 'holder.reference', classification: 'pii:id' }] },
    });
  });

  it('that it receives already does not', () => {
    expect(changesOf(impactOfEdits(subscribe('property.resident.moved-in@1')), 'personal-data')).toEqual([]);
  });
});

describe('queues', () => {
  it('of one that another name replaces are retired, with the key that would keep them', () => {
    const [change] = changesOf(impactOfEdits({ [billing]: [['- name: premium-orders', '- name: express-orders']] }), 'resources');
    expect(change?.details.join(' ')).toContain(
      '"billing-service/express-orders" asks for the same. If it is the same under another name, write `previously: premium-orders` there',
    );
  });

  it('of a removed subscription are retired, not deleted', () => {
    const [change] = changesOf(impactOfEdits({ [billing]: [[SCHEDULED, '']] }), 'resources');
    expect(change).toMatchObject({
      subject: 'billing-service/premium-orders',
      needsAttention: true,
      facts: { action: 'retired' },
    });
    expect(change?.facts.resources.map(({ type }) => type)).toEqual(['AWS::SQS::Queue', 'AWS::SQS::Queue', 'AWS::SQS::Queue']);
  });

  it('of a service that moves to another account are replaced', () => {
    const impact = impactOfEdits({ 'services/device-service.yaml': [['"031948572063"', '"512093847561"']] });
    const replaced = changesOf(impact, 'resources').filter(({ facts }) => facts.action === 'replaced');
    expect(replaced.map(({ subject, stages }) => [subject, stages])).toContainEqual(['device-service/device-failures', ['dev']]);
  });
});

describe('settings', () => {
  it('of a subscription that stays are noted', () => {
    const impact = impactOfEdits({
      'subscriptions/access-service.yaml': [['maximumEventAgeInSeconds: 600', 'maximumEventAgeInSeconds: 60']],
    });
    expect(lines(changesOf(impact, 'setting'))).toEqual([
      'notes access-service/serious-tampering: retry.maximumEventAgeInSeconds 600 → 60',
    ]);
  });
});

describe('a subscription that was renamed', () => {
  it('is the same: it gains and loses nothing, and keeps its queues', () => {
    const renamed = SCHEDULED.replace('name: premium-orders', 'name: fast-orders\n    previously: premium-orders');
    const impact = impactOfEdits({ [billing]: [[SCHEDULED, renamed]] });
    expect(changesOf(impact, 'delivery')).toEqual([]);
    expect(changesOf(impact, 'resources')).toEqual([]);
    expect(lines(changesOf(impact, 'setting'))).toEqual([
      'notes billing-service/fast-orders: was called billing-service/premium-orders; its queues keep that name',
    ]);
  });
});

describe('contracts', () => {
  const draft = 'events/delivery/status.updated/v1/draft.schema.json';

  it('whose draft breaks readers are a note for the owner and for each team that is hit, with the event that shows it', () => {
    const changes = changesOf(impactOfEdits({ [draft]: [['"delayMinutes": {', '"lateMinutes": {']] }), 'contract');
    expect(changes.map(({ team }) => team)).toEqual(expect.arrayContaining(['fulfilment', 'engagement']));
    expect(changes.every(({ needsAttention, subject }) => needsAttention && subject === 'delivery.status.updated@1')).toBe(true);
    expect(changes.flatMap(({ details }) => details)).toContainEqual(
      expect.stringContaining('notification-service/late-deliveries filters on delayMinutes'),
    );
  });

  it('that are deprecated concern everybody who subscribes', () => {
    const before = configurationOf(edited({}));
    const changes = changesOf(
      impactOfEdits(
        {
          'events/device/telemetry.reported/event.yaml': [
            ['v1: { state: active }', 'v1: { state: deprecated, since: 2026-12-01, sunset: 2027-06-30 }'],
          ],
          'events/ledger.json': [
            [
              '"deprecations": [',
              '"deprecations": [\n    { "type": "device.telemetry.reported@1", "since": "2026-12-01", "sunset": "2027-06-30" },',
            ],
          ],
        },
        { before },
      ),
      'contract',
    );
    expect(changes.map(({ team, says }) => [team, says])).toEqual([
      ['devices', 'is deprecated until 2027-06-30; it was active'],
      ['properties', 'is deprecated until 2027-06-30; it was active'],
    ]);
  });
});

describe('stages', () => {
  it('without anything before are new, and everything in them is gained', () => {
    const impact = impactOf({
      before: undefined,
      after: company,
      stages: ['dev'],
      policy: new AppliedPolicy(company.governance.policy, TODAY),
      today: TODAY,
    });
    expect(changesOf(impact, 'stage')).toMatchObject([{ subject: 'stage dev', facts: { action: 'added' } }]);
    expect(changesOf(impact, 'delivery').filter(({ effect }) => effect === 'gains')).toHaveLength(
      company.topologies[0]?.inboxes.flatMap(({ subscriptions }) => subscriptions).length ?? 0,
    );
    expect(allChanges(impact).filter(({ effect }) => effect === 'loses')).toEqual([]);
  });
});
