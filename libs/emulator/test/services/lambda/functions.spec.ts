import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Company, orders, placed, PUBLISHER, REGION, SUBSCRIBER, type Templates } from '../../company';

const cancel = () =>
  new PutEventsCommand({ Entries: [placed({ DetailType: 'order.cancelled@1', Detail: '{"data":{"id":"7"}}' })] });
const change =
  (code: string, more: object = {}) =>
  ({ subscriber }: Templates) =>
    void Object.assign(subscriber.Resources['Function']?.Properties ?? {}, { Code: { ZipFile: code }, ...more });

describe('a function', () => {
  it('that fails is run again by Lambda, and its event goes to its own dead-letter queue', async () => {
    const deadLetterQueue = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels-dlq`;
    const company = await Company.start(
      (templates) => {
        change(`exports.handler = async () => { throw new TypeError('no'); };`, {
          DeadLetterConfig: { TargetArn: deadLetterQueue },
        })(templates);
        const policies = templates.subscriber.Resources['Role']?.Properties['Policies'] as {
          PolicyDocument: { Statement: object[] };
        }[];
        policies[0]?.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLetterQueue });
      },
      { timeScale: 0.0001 },
    );
    await company.eventBridge(orders).send(cancel());
    await company.emulator.idle();
    expect(company.journal('function-error').map(({ attempt, errorType }) => [attempt, errorType])).toEqual([
      [1, 'TypeError'],
      [2, 'TypeError'],
      [3, 'TypeError'],
    ]);
    expect(company.journal('function-abandoned')).toEqual([
      expect.objectContaining({ function: 'parcels', queueArn: deadLetterQueue }),
    ]);
    const [message] = await company.drain(SUBSCRIBER, 'parcels-dlq');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ account: PUBLISHER, detail: { data: { id: '7' } } });
    await company.stop();
  });

  it('acts as its role, at the endpoint of the emulator', async () => {
    const company = await Company.start(
      change(`exports.handler = async () => console.log(process.env.AWS_ACCESS_KEY_ID, process.env.AWS_ENDPOINT_URL);`),
    );
    await company.eventBridge(orders).send(cancel());
    await company.emulator.idle();
    expect(
      company
        .journal('function-log')
        .map(({ line }) => line)
        .join(),
    ).toContain(`${SUBSCRIBER}.parcels ${company.endpoint}`);
    await company.stop();
  });

  it('of another language is listed as not run', async () => {
    const emulator = await Company.load(change('', { Runtime: 'python3.12' }));
    expect(emulator.report.limited).toEqual([
      expect.objectContaining({ logicalId: 'Function', reason: expect.stringContaining('python3.12') }),
    ]);
  });

  it('is refused when Lambda may not assume its role', async () => {
    const load = Company.load(({ subscriber }) =>
      Object.assign(subscriber.Resources['Role']?.Properties ?? {}, {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      }),
    );
    await expect(load).rejects.toMatchObject({
      name: 'ResourceError',
      message: expect.stringContaining('cannot be assumed by Lambda'),
    });
  });
});

it('reports what was loaded', async () => {
  const { report } = await Company.load();
  expect(report.accounts).toHaveLength(3);
  expect(report.stacks.map(({ name }) => name).sort()).toEqual(['central', 'publisher', 'subscriber']);
  expect(report.resources).toMatchObject({ 'AWS::Events::EventBus': 2, 'AWS::Events::Rule': 3, 'AWS::IAM::Role': 4 });
  expect(report.unsupported).toEqual([]);
});
