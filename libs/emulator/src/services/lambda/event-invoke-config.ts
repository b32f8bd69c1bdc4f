import { parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';

/** The qualifier of a function that is invoked by its own ARN. */
export const LATEST = '$LATEST';

/** How Lambda treats the asynchronous invocations of one function. Absent parts are Lambda's defaults. */
export interface EventInvokeConfig {
  /** From 60 to 21,600. */
  readonly maximumEventAgeSeconds?: number | undefined;
  /** From 0 to 2. */
  readonly maximumRetryAttempts?: number | undefined;
  /** ARNs of queues, functions or event buses. */
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

/**
 * Reads an `AWS::Lambda::EventInvokeConfig`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html
 *
 * @throws ResourceError for values that Lambda refuses
 */
export function eventInvokeConfig(resource: Resource): EventInvokeConfig {
  const destinations = resource.part('DestinationConfig');
  return {
    maximumEventAgeSeconds: resource.integer('MaximumEventAgeInSeconds', 60, 21_600),
    maximumRetryAttempts: resource.integer('MaximumRetryAttempts', 0, 2),
    onSuccess: destinations?.part('OnSuccess')?.text('Destination'),
    onFailure: destinations?.part('OnFailure')?.text('Destination'),
  };
}

/** Why a destination gets nothing here; undefined when it does. */
export function destinationNotServed(arn: string, functionArn: string): string | undefined {
  if (arn === functionArn) return `Records for ${arn} are not sent: the function would run without end.`;
  if (['sqs', 'lambda', 'events'].includes(parseArn(arn)?.service ?? '')) return undefined;
  return `Records for ${arn} are not sent: only queues, functions and event buses are destinations here.`;
}
