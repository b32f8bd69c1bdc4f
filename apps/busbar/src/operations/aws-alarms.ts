import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CommandError, exitCode } from '../exit';
import type { ClientSettings } from './accounts';
import type { Alarms, AlarmState } from './services';

/**
 * CloudWatch in the central account. An alarm may go off and be quiet again between two looks: its history says so.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export class AwsAlarms implements Alarms {
  readonly #settings: ClientSettings;
  #client?: Promise<CloudWatchClient>;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  async stateSince(alarm: string, since: Date): ReturnType<Alarms['stateSince']> {
    const { DescribeAlarmsCommand, DescribeAlarmHistoryCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = await this.#open();
    const AlarmTypes = ['CompositeAlarm' as const, 'MetricAlarm' as const];
    try {
      const { CompositeAlarms = [], MetricAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes }),
      );
      const [found] = [...CompositeAlarms, ...MetricAlarms];
      if (!found) return undefined;
      const { AlarmHistoryItems = [] } = await client.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: alarm,
          AlarmTypes,
          HistoryItemType: 'StateUpdate',
          StartDate: since,
          ScanBy: 'TimestampDescending',
        }),
      );
      const wentOff = AlarmHistoryItems.find(({ HistoryData }) => newStateOf(HistoryData) === 'ALARM')?.Timestamp;
      return { now: found.StateValue as AlarmState, ...(wentOff && { wentOff }) };
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new CommandError(exitCode.environment, `CloudWatch does not say how alarm ${alarm} is: ${message}`, undefined, error);
    }
  }

  #open(): Promise<CloudWatchClient> {
    return (this.#client ??= import('@aws-sdk/client-cloudwatch').then((sdk) => new sdk.CloudWatchClient(this.#settings)));
  }
}

/** `HistoryData` is JSON: `{ "oldState": { "stateValue": "OK" }, "newState": { "stateValue": "ALARM" } }`. */
function newStateOf(data: string | undefined): string | undefined {
  try {
    const { newState } = JSON.parse(data ?? '{}') as { readonly newState?: { readonly stateValue?: string } };
    return newState?.stateValue;
  } catch {
    return undefined;
  }
}
