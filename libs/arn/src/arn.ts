import { partitionOf } from './partition';

/**
 * An Amazon Resource Name, `arn:<partition>:<service>:<region>:<account>:<resource>`, taken apart.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  /** `aws`, `aws-cn`. */
  readonly partition: string;
  /** `events`. */
  readonly service: string;
  /** Empty for resources of all Regions, IAM roles for example. */
  readonly region: string;
  /** Twelve digits. Empty for what belongs to no account, and for S3 buckets. */
  readonly account: string;
  /** Everything after the fifth colon: `event-bus/orders`. */
  readonly resource: string;
}

/** Undefined when the text is not an ARN. Checks the form, not whether service, Region or account exist. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  const resource = rest.join(':');
  return resource === '' ? undefined : { partition, service, region, account, resource };
}

/** The inverse of {@link parseArn}. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

export function busArn(account: string, region: string, name: string): string {
  return formatArn({ partition: partitionOf(region), service: 'events', region, account, resource: `event-bus/${name}` });
}

export function queueArn(account: string, region: string, name: string): string {
  return formatArn({ partition: partitionOf(region), service: 'sqs', region, account, resource: name });
}
