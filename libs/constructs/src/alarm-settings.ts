import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** How much is watched. The kinds of each level are in the alarm table of the platform. */
export type AlarmLevel = 'essential' | 'standard' | 'none';

export interface AlarmSettings {
  /** @default - as the subscription says, or the service, or the platform */
  readonly alarms?: AlarmLevel;
  /** Where alarms are sent. @default - the topic that the platform makes for the team in the account */
  readonly alarmTopic?: ITopic;
}
