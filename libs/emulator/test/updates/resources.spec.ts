import { eventBridge, lambda, type RuntimeEvent } from '../../src';
import { Company, CENTRAL, loadCompany, orders, placed, REGION, type Templates } from '../company';
import { UpdatingCompany } from './updating-company';

/** The company's stack of that name, changed. */
async function changed(name: string, change: (templates: Templates) => void) {
  const { stacks } = await loadCompany(change);
  const stack = stacks.find((one) => one.name === name);
  if (!stack) throw new Error(`There is no stack ${name}.`);
  return stack;
}

describe('a function whose code changes', () => {
  it('runs the new code from the next event on, and ends what it had begun', async () => {
    const company = await Company.start();
    const lines = () => company.journal('function-log').map(({ line }) => line);
    const publish = () =>
      company.emulator.service(eventBridge).putEvents(orders, REGION, [placed({ DetailType: 'order.cancelled@1' })]);
    try {
      publish();
      const target = await changed('subscriber', ({ subscriber }) => {
        const code = { ZipFile: `exports.handler = async () => console.log('new code');` };
        Object.assign(subscriber.Resources['Function']?.Properties ?? {}, { Code: code });
      });
      expect((await company.emulator.update(target)).status).toBe('complete');
      publish();
      await company.emulator.idle();
      expect(lines().sort()).toEqual([expect.stringMatching(/^handled /), 'new code']);
      expect(company.emulator.service(lambda).isBusy).toBe(false);
    } finally {
      await company.stop();
    }
  });

  it('is gone when it is deleted, and what it had begun still ends', async () => {
    const company = await Company.start();
    const publish = () =>
      company.emulator.service(eventBridge).putEvents(orders, REGION, [placed({ DetailType: 'order.cancelled@1' })]);
    try {
      publish();
      await company.emulator.update(
        await changed('subscriber', ({ subscriber }) => {
          const [target] = subscriber.Resources['FunctionRule']?.Properties['Targets'] as { Arn: unknown }[];
          if (target) target.Arn = `arn:aws:lambda:${REGION}:300000000003:function:parcels`;
          delete subscriber.Resources['Permission'];
          delete subscriber.Resources['Function'];
        }),
      );
      publish();
      await company.emulator.idle();
      expect(company.journal('function-log')).toHaveLength(1);
      expect(company.journal('dropped').map(({ errorCode }) => errorCode)).toEqual(['NO_RESOURCE']);
    } finally {
      await company.stop();
    }
  });
});

describe('a function that does not run', () => {
  it('accepts its events, whatever its runtime is', async () => {
    const company = await UpdatingCompany.start(({ subscriber }) => {
      Object.assign(subscriber.Resources['Function']?.Properties ?? {}, { Runtime: 'python3.12' });
    });
    company.publish({ DetailType: 'order.cancelled@1' });
    expect(company.journal('delivered').map(({ targetId }) => targetId)).toContain('function');
    expect(company.journal('function-log')).toEqual([]);
  });
});

describe('the policy of a queue', () => {
  it('is cleared with the resource that held it, although another one wrote it since', async () => {
    const company = await UpdatingCompany.start();
    const renamed = await company.target('subscriber', ({ subscriber }) => {
      const policy = subscriber.Resources['parcelsPolicy'];
      delete subscriber.Resources['parcelsPolicy'];
      if (policy) subscriber.Resources['Renamed'] = policy;
    });
    const seen: string[] = [];
    await company.emulator.update(renamed, {
      between: ({ kind, logicalId }) => {
        company.events.length = 0;
        company.publish();
        const fate = company.events.find(({ kind: one }) => one === 'dead-lettered') ? 'dead-lettered' : 'delivered';
        seen.push(`${kind} ${logicalId}: ${fate}`);
      },
    });
    expect(seen).toEqual(['create Renamed: delivered', 'delete parcelsPolicy: dead-lettered']);
  });
});

describe('a rule that is replaced under another name', () => {
  it('sends every event twice while both are there, and loses none', async () => {
    const company = await UpdatingCompany.start();
    const target = await company.target('central', ({ central }) => {
      Object.assign(central.Resources['Route']?.Properties ?? {}, { Name: 'to-subscriber-2' });
    });
    const deliveries: number[] = [];
    const count = (events: readonly RuntimeEvent[]) =>
      events.filter((event) => event.kind === 'delivered' && event.targetId === 'subscriber').length;
    await company.emulator.update(target, {
      between: () => {
        company.events.length = 0;
        company.publish();
        deliveries.push(count(company.events));
      },
    });
    expect(deliveries).toEqual([2, 1]);
  });
});

describe('a resource that CloudFormation names', () => {
  it('is refused when it is replaced, since old and new would have one name here', async () => {
    const company = await UpdatingCompany.start(({ subscriber }) => {
      Object.assign(subscriber.Resources, { Unnamed: { Type: 'AWS::SQS::Queue', Properties: {} } });
    });
    const target = await company.target('subscriber', ({ subscriber }) => {
      Object.assign(subscriber.Resources, { Unnamed: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } });
    });
    // A FIFO queue gets another ending here, so that this one goes well.
    expect((await company.emulator.update(target)).status).toBe('complete');
    const role = (path: string) => (templates: Templates) =>
      Object.assign(templates.publisher.Resources, {
        Unnamed: {
          Type: 'AWS::Lambda::Function',
          Properties: { PackageType: path, Role: `arn:aws:iam::200000000002:role/trusted`, Code: {} },
        },
        Trusted: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'trusted',
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
            },
          },
        },
      });
    const other = await UpdatingCompany.start(role('Zip'));
    const result = await other.emulator.update(await other.target('publisher', role('Image')));
    expect([result.status, result.failure?.message]).toEqual([
      'rolled-back',
      expect.stringContaining('Name it: the emulator cannot tell a replacement with a generated name from the old one.'),
    ]);
  });
});

describe('publishing in this process', () => {
  it('is refused for a role that no template has', async () => {
    const { emulator } = await UpdatingCompany.start();
    const publish = () => emulator.service(eventBridge).putEvents({ account: CENTRAL, role: 'nobody' }, REGION, [placed()]);
    expect(publish).toThrow(`No template has ${CENTRAL}.nobody. Publish as a role that is deployed.`);
  });
});
