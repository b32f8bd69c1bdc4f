import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsAlarms } from '../../src/operations/aws-alarms';
import type { AlarmState } from '../../src/operations/services';
import { soakStep } from '../../src/operations/steps/watch';

const BEGUN = Date.parse('2026-12-01T12:00:00Z');

/** Soaks for ten minutes, while the alarm has the states that are given, by minute. */
async function soak(states: Readonly<Record<number, AlarmState>>, more: { minutes?: number; alarm?: string | undefined } = {}) {
  let time = BEGUN;
  const stateAt = () => {
    const minutes = Object.keys(states)
      .map(Number)
      .filter((minute) => BEGUN + minute * 60_000 <= time);
    return states[Math.max(...minutes)] ?? 'OK';
  };
  const clock = { now: () => new Date(time), pause: (ms: number) => Promise.resolve(void (time += ms)) };
  const alarms = { stateSince: () => Promise.resolve({ now: stateAt() }) };
  const outcome = await soakStep({ clock, alarms }, { stage: 'prod', minutes: 10, alarm: 'busbar-page-stage-prod', ...more });
  return { verdict: outcome.verdict, passed: outcome.passed, minutes: (time - BEGUN) / 60_000 };
}

describe('a soak', () => {
  it.each([
    ['waits to the end while the alarm is quiet', { 0: 'OK' } as const, { verdict: 'well', passed: true, minutes: 10 }],
    ['ends when the alarm goes off', { 0: 'OK', 4: 'ALARM' } as const, { verdict: 'alarm', passed: false, minutes: 4 }],
    [
      'waits while an alarm that was just made knows nothing',
      { 0: 'INSUFFICIENT_DATA' } as const,
      { verdict: 'well', passed: true, minutes: 10 },
    ],
  ])('%s', async (_, states, expected) => {
    expect(await soak(states)).toEqual(expected);
  });

  it('waits for nothing where nothing is watched', async () => {
    expect(await soak({}, { minutes: 0 })).toMatchObject({ verdict: 'unwatched', minutes: 0 });
    expect(await soak({}, { alarm: undefined })).toMatchObject({ verdict: 'unwatched', minutes: 0 });
  });
});

describe('an alarm in CloudWatch', () => {
  const cloudWatch = mockClient(CloudWatchClient);
  const alarms = new AwsAlarms({ region: 'eu-west-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } });
  const entry = (state: string, at: string) => ({
    Timestamp: new Date(at),
    HistoryData: JSON.stringify({ oldState: { stateValue: 'OK' }, newState: { stateValue: state } }),
  });
  beforeEach(() => cloudWatch.reset());

  it('went off between two looks, though it is quiet now', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({ CompositeAlarms: [{ AlarmName: 'stage', StateValue: 'OK' }] });
    const AlarmHistoryItems = [entry('OK', '2026-12-01T12:02:00Z'), entry('ALARM', '2026-12-01T12:01:00Z')];
    cloudWatch.on(DescribeAlarmHistoryCommand).resolves({ AlarmHistoryItems });
    const since = new Date(BEGUN);
    expect(await alarms.stateSince('stage', since)).toEqual({ now: 'OK', wentOff: new Date('2026-12-01T12:01:00Z') });
    const [call] = cloudWatch.commandCalls(DescribeAlarmHistoryCommand);
    expect(call?.args[0].input).toMatchObject({ AlarmName: 'stage', HistoryItemType: 'StateUpdate', StartDate: since });
  });

  it('is not there', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    expect(await alarms.stateSince('stage', new Date(BEGUN))).toBeUndefined();
  });
});
