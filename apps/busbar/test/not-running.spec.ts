import type { IdleResource } from '@busbar/emulator';
import { notRunning } from '../src/not-running';

const resource = (type: string, logicalId: string, reason: string): IdleResource => ({ type, logicalId, stack: 'stack', reason });

it('counts what is drawn and does nothing, and names what runs in part or is not known', () => {
  const alarms = Array.from({ length: 4 }, (_, index) => resource('AWS::CloudWatch::Alarm', `A${index}`, 'No metrics.'));
  const lines = notRunning({
    idle: [
      ...alarms,
      resource('AWS::SNS::Topic', 'T', 'Nothing is sent.'),
      resource('AWS::CloudWatch::CompositeAlarm', 'C', 'No metrics.'),
    ],
    limited: ['F', 'G', 'H', 'I', 'J'].map((id) => resource('AWS::Lambda::Function', id, 'Python does not run.')),
    unsupported: [resource('AWS::EC2::VPC', 'V', 'The emulator has no AWS::EC2::VPC.')],
  });
  expect(lines).toEqual([
    'drawn, not run: 4 AWS::CloudWatch::Alarm, 1 AWS::CloudWatch::CompositeAlarm. No metrics.',
    'drawn, not run: 1 AWS::SNS::Topic. Nothing is sent.',
    'runs in part: stack/F, stack/G, stack/H and 2 more. Python does not run.',
    'not known here: 1 AWS::EC2::VPC (stack/V)',
  ]);
});

it('says nothing of a stage that runs as a whole', () => {
  expect(notRunning({ idle: [], limited: [], unsupported: [] })).toEqual([]);
});
