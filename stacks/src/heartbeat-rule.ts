import { ACCEPTED } from '@busbar/template-checks';
import type { CfnRule } from 'aws-cdk-lib/aws-events';

/** Of a target whose event is worth nothing when it is late. */
export const noRetry = { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 } as const;

/** The rules of heartbeats have no DLQ, unlike all others. */
export function acceptMissingDeadLetters(rule: CfnRule): void {
  rule.addMetadata(ACCEPTED, {
    'Busbar-TargetGuaranteed': 'A heartbeat that is not delivered is to be missed: its silence is the alarm.',
  });
}
