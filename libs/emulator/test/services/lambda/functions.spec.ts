import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ManualClock } from '../../../src/time/clock';
import {
  Company,
  FUNCTION_RULE_ARN,
  loadCompany,
  orders,
  placed,
  PUBLISHER,
  REGION,
  SUBSCRIBER,
  type Templates,
} from '../../company';

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
      expect.objectContaining({ function: 'parcels', condition: 'RetriesExhausted', destinationArn: deadLetterQueue }),
    ]);
    const [message] = await company.drain(SUBSCRIBER, 'parcels-dlq');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ account: PUBLISHER, detail: { data: { id: '7' } } });
    await company.stop();
  });

  describe('with an event invoke configuration', () => {
    const failing = `exports.handler = async () => { throw new TypeError('no'); };`;
    const failures = `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels-dlq`;
    const consumer = `arn:aws:lambda:${REGION}:${SUBSCRIBER}:function:parcels`;

    const audit = `arn:aws:lambda:${REGION}:${SUBSCRIBER}:function:audit`;

    /** Runs the company with such a configuration of the function `parcels`, whose role may send and invoke, until all is quiet. */
    async function run(config: object, code = failing): Promise<Company> {
      const clock = new ManualClock();
      const company = await Company.start(
        (templates) => {
          const { Resources } = templates.subscriber;
          change(code)(templates);
          const { Properties = {} } = Resources['Function'] ?? {};
          Resources['Audit'] = { Type: 'AWS::Lambda::Function', Properties: { ...Properties, FunctionName: 'audit' } };
          Resources['Config'] = {
            Type: 'AWS::Lambda::EventInvokeConfig',
            Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', ...config },
          };
          const policies = Resources['Role']?.Properties['Policies'] as { PolicyDocument: { Statement: object[] } }[];
          policies[0]?.PolicyDocument.Statement.push({
            Effect: 'Allow',
            Action: ['sqs:SendMessage', 'lambda:InvokeFunction'],
            Resource: [failures, audit],
          });
        },
        {
          clock,
          // Lambda waits a minute before its first retry and two before its second.
          observer: (event) => void (event.kind === 'function-error' && clock.advance(event.attempt * 60_000)),
        },
      );
      await company.eventBridge(orders).send(cancel());
      await company.emulator.idle();
      return company;
    }

    it.each<[string, object, attempts: number, condition: string]>([
      ['as Lambda does without one', {}, 3, 'RetriesExhausted'],
      ['not at all', { MaximumRetryAttempts: 0 }, 1, 'RetriesExhausted'],
      ['once', { MaximumRetryAttempts: 1 }, 2, 'RetriesExhausted'],
      ['only while the event is young', { MaximumEventAgeInSeconds: 150 }, 2, 'EventAgeExceeded'],
    ])('is retried %s', async (_, config, attempts, condition) => {
      const company = await run(config);
      expect(company.journal('function-error')).toHaveLength(attempts);
      expect(company.journal('function-abandoned')).toMatchObject([{ condition }]);
      await company.stop();
    });

    it('reports a failure to its destination, with the event in it', async () => {
      const company = await run({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: failures } } });
      const [message] = await company.drain(SUBSCRIBER, 'parcels-dlq');
      expect(JSON.parse(message?.Body ?? '')).toMatchObject({
        version: '1.0',
        requestContext: { functionArn: `${consumer}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 1 },
        requestPayload: { detail: { data: { id: '7' } } },
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: { errorType: 'TypeError', errorMessage: 'no' },
      });
      expect(company.journal('function-abandoned')).toMatchObject([{ destinationArn: failures }]);
      await company.stop();
    });

    it('reports a success to another function', async () => {
      const code = `exports.handler = async (event) => { console.log(event.requestContext?.condition ?? 'event'); return 42; };`;
      const company = await run({ DestinationConfig: { OnSuccess: { Destination: audit } } }, code);
      expect(company.journal('function-log').map(({ function: name, line }) => `${name}: ${line}`)).toEqual([
        expect.stringMatching(/^parcels: .*event/),
        expect.stringMatching(/^audit: .*Success/),
      ]);
      await company.stop();
    });

    it.each([
      ['reports a failure to a bus', 'events:PutEvents', 1],
      ['reports nothing to a bus that the role may not publish on', 'events:ListRules', 0],
    ])('%s', async (_what, action, count) => {
      const bus = `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/default`;
      const company = await Company.start(({ subscriber: { Resources } }) => {
        const code = { ZipFile: `exports.handler = async () => { throw new TypeError('no'); };` };
        Object.assign(Resources['Function']?.Properties ?? {}, { Code: code });
        const [policy] = Resources['Role']?.Properties['Policies'] as { PolicyDocument: { Statement: object[] } }[];
        policy?.PolicyDocument.Statement.push({ Effect: 'Allow', Action: action, Resource: bus });
        Resources['Config'] = {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            ...{ FunctionName: 'parcels', Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
            DestinationConfig: { OnFailure: { Destination: bus } },
          },
        };
      });
      await company.eventBridge(orders).send(cancel());
      await company.emulator.idle();
      const reports = company.journal('accepted').filter(({ busArn }) => busArn === bus);
      expect(reports).toHaveLength(count);
      for (const { source, detailType, event } of reports) {
        expect([source, detailType]).toEqual(['lambda', 'Lambda Function Invocation Result - Failure']);
        expect(JSON.parse(event)).toMatchObject({
          detail: { requestContext: { condition: 'RetriesExhausted' } },
          resources: [bus, `${consumer}:$LATEST`],
        });
      }
      await company.stop();
    });

    it('that would invoke the function itself without end is not run', async () => {
      const emulator = await Company.load(({ subscriber: { Resources } }) => {
        const DestinationConfig = { OnSuccess: { Destination: { 'Fn::GetAtt': ['Function', 'Arn'] } } };
        const Properties = { FunctionName: 'parcels', Qualifier: '$LATEST', DestinationConfig };
        Resources['Config'] = { Type: 'AWS::Lambda::EventInvokeConfig', Properties };
      });
      expect(emulator.report.limited).toMatchObject([{ logicalId: 'Config', reason: expect.stringContaining(consumer) }]);
    });

    it.each([
      ['an age that Lambda refuses', { MaximumEventAgeInSeconds: 30 }, 'Give an integer from 60 to 21600'],
      ['more retries than Lambda has', { MaximumRetryAttempts: 3 }, 'Give an integer from 0 to 2'],
    ])('is refused for %s', async (_, config, message) => {
      await expect(run(config)).rejects.toMatchObject({ name: 'ResourceError', message: expect.stringContaining(message) });
    });
  });

  it.each([
    ['is invoked by a rule that its permission admits by prefix', 'parcels-*', ['delivered']],
    ['is not invoked by a rule with another prefix', 'orders-*', ['dropped']],
  ])('%s', async (_, rules, outcome) => {
    const company = await Company.start(({ subscriber: { Resources } }) => {
      const { Properties } = Resources['Permission'] ?? {};
      Object.assign(Properties ?? {}, { SourceArn: `arn:aws:events:${REGION}:${SUBSCRIBER}:rule/company/${rules}` });
    });
    await company.eventBridge(orders).send(cancel());
    await company.emulator.idle();
    const outcomes = [...company.journal('delivered'), ...company.journal('dropped')];
    expect(outcomes.filter(({ ruleArn }) => ruleArn === FUNCTION_RULE_ARN).map(({ kind }) => kind)).toEqual(outcome);
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

  describe('whose reserved concurrency is 0', () => {
    const code = `exports.handler = async (event) => { console.log('ran'); };`;
    const stopped = change(code, { ReservedConcurrentExecutions: 0 });
    const start = async (templates: (templates: Templates) => void = stopped) => {
      const clock = new ManualClock();
      return { clock, company: await Company.start(templates, { clock }) };
    };

    it('refuses who waits for it', async () => {
      const { company } = await start();
      const client = new LambdaClient(company.settings({ account: SUBSCRIBER }));
      const invoke = client.send(new InvokeCommand({ FunctionName: 'parcels' }));
      await expect(invoke).rejects.toMatchObject({ name: 'TooManyRequestsException', message: 'Rate Exceeded.' });
      client.destroy();
      await company.stop();
    });

    it('keeps its events until they are too old', async () => {
      const { clock, company } = await start();
      await company.eventBridge(orders).send(cancel());
      clock.advance(6 * 3_600_000 - 1);
      expect(company.journal('delivered').map(({ targetId }) => targetId)).toContain('function');
      expect(company.journal('function-abandoned')).toEqual([]);
      clock.advance(1);
      expect(company.journal('function-abandoned')).toMatchObject([{ condition: 'EventAgeExceeded', message: 'Rate Exceeded.' }]);
      await company.stop();
    });

    it('runs them when it may run again', async () => {
      const { company } = await start();
      await company.eventBridge(orders).send(cancel());
      const { stacks } = await loadCompany(change(code));
      const target = stacks.find(({ name }) => name === 'subscriber');
      if (target) await company.emulator.update(target);
      await company.emulator.idle();
      expect(company.journal('function-log').map(({ line }) => line)).toEqual(['ran']);
      await company.stop();
    });

    it('gives the messages of a mapping back', async () => {
      const { clock, company } = await start((templates) => {
        stopped(templates);
        templates.subscriber.Resources['Mapping'] = {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { 'Fn::GetAtt': ['parcelsQueue', 'Arn'] }, FunctionName: 'parcels' },
        };
      });
      await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }));
      clock.advance(20);
      expect(company.journal('messages-processed')).toMatchObject([{ messages: 1, failed: 1, message: 'Rate Exceeded.' }]);
      await company.stop();
    });
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
