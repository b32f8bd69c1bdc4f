import { ConfigurationError } from '../../src';
import { queueAddress } from '../../src/queue/queue-address';

afterEach(() => {
  delete process.env['AWS_REGION'];
});

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/111122223333/parcels', 'arn:aws:sqs:eu-west-1:111122223333:parcels'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/parcels', 'arn:aws-cn:sqs:cn-north-1:111122223333:parcels'],
  [
    'https://sqs.us-gov-west-1.amazonaws.com/111122223333/parcels.fifo',
    'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:parcels.fifo',
  ],
  ['http://127.0.0.1:4010/111122223333/parcels', 'arn:aws:sqs:eu-central-1:111122223333:parcels'],
])('%s is the queue %s', (url, arn) => {
  process.env['AWS_REGION'] = 'eu-central-1';
  expect(queueAddress(url).arn).toBe(arn);
});

it.each([
  ['parcels', 'queueUrl must end with "/<account id>/<queue name>"; got "parcels".'],
  ['https://sqs.eu-west-1.amazonaws.com/parcels', 'queueUrl must end with'],
  ['http://127.0.0.1:4010/111122223333/parcels', 'Set AWS_REGION'],
])('%s is refused', (url, message) => {
  delete process.env['AWS_DEFAULT_REGION'];
  expect(() => queueAddress(url)).toThrow(ConfigurationError);
  expect(() => queueAddress(url)).toThrow(message);
});
