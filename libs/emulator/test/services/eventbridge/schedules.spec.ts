import { DisableRuleCommand, DescribeRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { eventBridge, ManualClock, type EmulatorOptions } from '../../../src';
import {
  CENTRAL,
  Company,
  loadCompany,
  parcels,
  placed,
  orders,
  REGION,
  ROUTE_ARN,
  SUBSCRIBER,
  type Definition,
  type Templates,
} from '../../company';
import { UpdatingCompany } from '../../updates/updating-company';

const ARN = `arn:aws:events:${REGION}:${SUBSCRIBER}:rule/beat`;
const MINUTE = 60_000;

const scheduled =
  (more: object = {}, change: (resources: Record<string, Definition>) => void = () => undefined) =>
  ({ subscriber: { Resources } }: Templates): void => {
    Resources['Beat'] = {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'beat',
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
        ...more,
      },
    };
    Resources['BeatPermission'] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Function' },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Beat', 'Arn'] },
      },
    };
    change(Resources);
  };

const start = (change: (templates: Templates) => void = scheduled(), options: EmulatorOptions = {}) =>
  UpdatingCompany.start(change, options);
const beats = (company: UpdatingCompany) => company.journal('delivered').filter(({ ruleArn }) => ruleArn === ARN);

describe('a rule with a schedule', () => {
  it('runs each minute, with an event of EventBridge’s own', async () => {
    const company = await start();
    const begin = company.clock.now();
    company.clock.advance(3 * MINUTE + 10);
    expect(beats(company)).toHaveLength(3);
    expect(JSON.parse(beats(company)[0]?.event ?? '')).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: SUBSCRIBER,
      time: new Date(begin + MINUTE).toISOString().replace('.000', ''),
      region: REGION,
      resources: [ARN],
      detail: {},
    });
    expect(company.journal('scheduled').map(({ ruleArn }) => ruleArn)).toEqual([ARN, ARN, ARN]);
    // No bus accepted it: rules that match it do not get it.
    expect(company.journal('accepted')).toEqual([]);
  });

  it('sends its own input, and needs the permission of its target', async () => {
    const company = await start(
      scheduled({ Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, Input: '{"beat":true}' }] }),
    );
    company.clock.advance(MINUTE + 10);
    expect(beats(company)).toHaveLength(1);
    const forbidden = await start(scheduled({}, (resources) => void delete resources['BeatPermission']));
    forbidden.clock.advance(MINUTE + 10);
    expect(forbidden.journal('dropped')).toMatchObject([{ ruleArn: ARN, errorCode: 'NO_PERMISSIONS' }]);
  });

  it('does not run while it is disabled, in the template or by hand', async () => {
    const disabled = await start(scheduled({ State: 'DISABLED' }));
    disabled.clock.advance(5 * MINUTE);
    expect(beats(disabled)).toEqual([]);
    await disabled.emulator.update(await disabled.target('subscriber', scheduled()));
    disabled.clock.advance(MINUTE + 10);
    expect(beats(disabled)).toHaveLength(1);
    await disabled.emulator.update(
      await disabled.target('subscriber', (templates) => void delete templates.subscriber.Resources['x']),
    );
    disabled.clock.advance(5 * MINUTE);
    expect(beats(disabled)).toHaveLength(1);
  });

  it('goes on in its rhythm when something else of it changes', async () => {
    const company = await start();
    company.clock.advance(MINUTE / 2);
    await company.emulator.update(await company.target('subscriber', scheduled({ Description: 'The heartbeat.' })));
    company.clock.advance(MINUTE / 2 + 10);
    expect(beats(company)).toHaveLength(1);
    await company.emulator.update(await company.target('subscriber', scheduled({ ScheduleExpression: 'rate(5 minutes)' })));
    company.clock.advance(4 * MINUTE);
    expect(beats(company)).toHaveLength(1);
    company.clock.advance(MINUTE);
    expect(beats(company)).toHaveLength(2);
  });

  it('runs when it is told to, and only then where schedules are off', async () => {
    const company = await start(scheduled(), { runSchedules: false });
    company.clock.advance(60 * MINUTE);
    expect(beats(company)).toEqual([]);
    company.emulator.service(eventBridge).runSchedule(ARN);
    expect(beats(company)).toHaveLength(1);
    expect(company.emulator.report.limited.map(({ reason }) => reason)).toEqual(['Schedules are off.']);
    expect(() => company.emulator.service(eventBridge).runSchedule(ROUTE_ARN)).toThrow('No template has a rule');
  });

  it('runs a function', async () => {
    const clock = new ManualClock();
    const company = await Company.start(
      scheduled({}, (resources) =>
        Object.assign(resources['Function']?.Properties ?? {}, {
          Code: { ZipFile: `exports.handler = async (event) => console.log(event['detail-type'], event.resources[0]);` },
        }),
      ),
      { clock },
    );
    try {
      clock.advance(MINUTE + 10);
      await company.emulator.idle();
      expect(company.journal('function-log').map(({ line }) => line)).toEqual([`Scheduled Event ${ARN}`]);
    } finally {
      await company.stop();
    }
  });
});

describe('an operator', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start();
  });
  afterAll(() => company.stop());

  it('disables and enables a rule, which lasts until its stack changes it', async () => {
    const client = company.eventBridge({ account: CENTRAL });
    const rule = { Name: 'to-subscriber', EventBusName: 'company' };
    const delivered = () => {
      company.events.length = 0;
      company.emulator.service(eventBridge).putEvents(orders, REGION, [placed()]);
      return company.journal('delivered').map(({ targetId }) => targetId);
    };
    await client.send(new DisableRuleCommand(rule));
    expect((await client.send(new DescribeRuleCommand(rule))).State).toBe('DISABLED');
    expect(delivered()).toEqual([]);
    await client.send(new EnableRuleCommand(rule));
    expect((await client.send(new DescribeRuleCommand(rule))).State).toBe('ENABLED');
    expect(delivered().sort()).toEqual(['queue', 'subscriber']);
    await client.send(new DisableRuleCommand(rule));
    const { stacks } = await loadCompany(({ central }) =>
      Object.assign(central.Resources['Route']?.Properties ?? {}, { Description: 'New.' }),
    );
    const target = stacks.find(({ name }) => name === 'central');
    if (target) await company.emulator.update(target);
    expect((await client.send(new DescribeRuleCommand(rule))).State).toBe('ENABLED');
  });

  it('needs permission, and a rule that is there', async () => {
    const rule = { Name: 'parcels-queue', EventBusName: 'company' };
    await expect(company.eventBridge(parcels).send(new DisableRuleCommand(rule))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const absent = company.eventBridge({ account: CENTRAL }).send(new DisableRuleCommand({ Name: 'x' }));
    await expect(absent).rejects.toThrow('Rule x does not exist on EventBus default.');
  });
});

it.each([
  ['an expression that is none', { ScheduleExpression: 'rate(1 minutes)' }, 'is not a rate such as rate(1 minute)'],
  ['a cron expression without a "?"', { ScheduleExpression: 'cron(* * * * * *)' }, 'needs "?" in one of'],
  ['a schedule on another bus', { EventBusName: { Ref: 'Bus' } }, 'Move the rule to the default event bus'],
])('refuses %s', async (_what, more, message) => {
  await expect(Company.load(scheduled(more))).rejects.toThrow(message);
});
