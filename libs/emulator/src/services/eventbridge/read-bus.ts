import type { Resource } from '../../cloudformation';
import type { BusSettings } from './bus';
import { readDescription } from './read-rule';

/** A slash is for buses of partners only. */
const BUS_NAME = /^[\w.-]{1,256}$/;
/** Given back by `DescribeEventBus`; nothing is logged. */
const CONFIGURATION = ['KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig'];

/** `AWS::Events::EventBus`. */
export function readBus(resource: Resource): BusSettings {
  const { name, account, region } = resource.resolved;
  resource.checkName('Name', BUS_NAME, 'Give 1 to 256 letters, digits, dots, dashes and underscores.');
  const description = readDescription(resource);
  const configuration = Object.fromEntries(
    CONFIGURATION.flatMap((property) => {
      const value = resource.value(property);
      return value === undefined ? [] : [[property, value]];
    }),
  );
  const kmsKey = resource.text('KmsKeyIdentifier');
  const deadLetterQueueArn = resource.part('DeadLetterConfig')?.text('Arn');
  return {
    name,
    arn: resource.arn,
    account,
    region,
    tags: resource.tags(),
    configuration,
    ...(kmsKey !== undefined && { kmsKey }),
    ...(deadLetterQueueArn !== undefined && { deadLetterQueueArn }),
    ...(description !== undefined && { description }),
  };
}
