import { ConfigurationError } from '../publish/errors';

/** What a queue's URL says: `https://sqs.<region>.amazonaws.com/<account>/<name>`, or a custom endpoint's `…/<account>/<name>`. */
export interface QueueAddress {
  readonly url: string;
  readonly arn: string;
  readonly region: string;
}

/** @throws ConfigurationError when it is not the URL of a queue, or nothing says the region */
export function queueAddress(url: string): QueueAddress {
  const [, host = '', account, name] = /^https?:\/\/([^/]+)\/(?:.*\/)?(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  if (account === undefined || name === undefined) {
    throw new ConfigurationError(`queueUrl must end with "/<account id>/<queue name>"; got "${url}".`);
  }
  const region = /^sqs\.([a-z0-9-]+)\./.exec(host)?.[1] ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!region) throw new ConfigurationError('AWS_REGION is not set, and queueUrl does not name a region. Set AWS_REGION.');
  const [, partition] = /^(cn|us-gov)-/.exec(region) ?? [];
  return { url, region, arn: `arn:aws${partition === undefined ? '' : `-${partition}`}:sqs:${region}:${account}:${name}` };
}
