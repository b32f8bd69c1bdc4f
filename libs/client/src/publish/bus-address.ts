import { ConfigurationError } from './errors';

const BUS_ARN = /^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/[\w./-]+$/;

/**
 * The bus that `given`, or else `EVENT_BUS_ARN`, names. It has to be an ARN: a bare name would address a bus of the publisher's
 * own account, and EventBridge accepts events for a bus that does not exist without a word. The region is the bus's own,
 * since `PutEvents` does not cross regions.
 *
 * @throws ConfigurationError
 */
export function resolveBus(given: string | undefined): { readonly arn: string; readonly region: string } {
  const arn = given ?? process.env['EVENT_BUS_ARN'];
  if (arn === undefined || arn === '') {
    throw new ConfigurationError('EVENT_BUS_ARN is not set. Set it to the ARN of the central bus, or pass eventBusArn.');
  }
  const region = BUS_ARN.exec(arn)?.[1];
  if (region === undefined) {
    throw new ConfigurationError(
      `EVENT_BUS_ARN must be an ARN (arn:aws:events:<region>:<account>:event-bus/<name>), not "${arn}". ` +
        'A name alone would mean a bus in this account.',
    );
  }
  return { arn, region };
}
