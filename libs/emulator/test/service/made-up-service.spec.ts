import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EmulatorError, SERVICES, type EmulatedService, type RunningService } from '../../src';
import { permanentFailure, type AttemptFailure, type Delivery } from '../../src/delivery/delivery';
import { MessageBody } from '../../src/delivery/message-body';
import type { TargetAccess } from '../../src/delivery/target-access';
import { awsJson11 } from '../../src/wire/protocol';
import { ServiceError } from '../../src/wire/service-error';
import { ResourceCatalog } from '../../src/cloudformation';
import { Company, loadCompany, orders, placed, QUEUE_RULE_ARN, REGION, SUBSCRIBER, type Templates } from '../company';

/** A service that AWS does not have: rolls of paper that print what they are sent. One folder's worth, and nothing else is touched. */
class Ticker implements RunningService {
  readonly rolls = new Map<string, { readonly width: number; readonly printed: string[] }>();
  closed = false;
  readonly apis = [
    {
      kind: 'json' as const,
      protocol: awsJson11,
      targetPrefix: 'Ticker_20261130',
      operations: new Map([
        [
          'ReadRoll',
          (input: Readonly<Record<string, unknown>>) => {
            const roll = this.rolls.get(String(input['RollArn']));
            if (!roll) throw new ServiceError('ResourceNotFoundException', 'There is no such roll.');
            return JSON.stringify({ Printed: roll.printed });
          },
        ],
      ]),
    },
  ];

  findTarget(arn: string) {
    const roll = this.rolls.get(arn);
    return (
      roll && {
        deliver(delivery: Delivery, access: TargetAccess): AttemptFailure | undefined {
          const sender = access.sender(delivery);
          if ('errorCode' in sender) return sender;
          const body = delivery.payload();
          if (!(body instanceof MessageBody)) return body;
          if (body.bytes > roll.width) return permanentFailure('TOO_WIDE', 'The paper is too narrow.');
          roll.printed.push(body.text);
          return undefined;
        },
      }
    );
  }

  health() {
    return { rolls: this.rolls.size };
  }

  async close() {
    this.closed = true;
  }
}

const ticker: EmulatedService<Ticker> = {
  name: 'ticker',
  title: 'Ticker',
  resourceTypes: {
    'AWS::Ticker::Roll': {
      identify(draft) {
        const name = draft.named('RollName', 64);
        const arn = draft.arn('ticker', `roll/${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
      createOnly: ['RollName'],
      load(resource, service) {
        const width = resource.integer('Width', 1, 100_000) ?? 80;
        // What was printed stays when only the paper changes.
        return {
          apply: () => void service.rolls.set(resource.arn, { width, printed: service.rolls.get(resource.arn)?.printed ?? [] }),
        };
      },
      remove: ({ arn }, service) => ({ apply: () => void service.rolls.delete(arn) }),
    },
    'AWS::Ticker::Stand': {
      idle: 'Furniture.',
      createOnly: [],
      identify: (draft) => ({ name: draft.logicalId, physicalId: draft.logicalId, attributes: {} }),
    },
  },
  create: () => new Ticker(),
};

const ROLL_ARN = `arn:aws:ticker:${REGION}:${SUBSCRIBER}:roll/parcels`;

/** A roll beside the queue, as a second target of the subscriber's rule. */
const withRoll =
  (properties: object) =>
  ({ subscriber }: Templates): void => {
    Object.assign(subscriber.Resources, {
      Roll: { Type: 'AWS::Ticker::Roll', Properties: { RollName: 'parcels', ...properties } },
      Stand: { Type: 'AWS::Ticker::Stand', Properties: {} },
    });
    const { Targets } = subscriber.Resources['QueueRule']?.Properties as { Targets: object[] };
    Targets.push({ Id: 'roll', Arn: { 'Fn::GetAtt': ['Roll', 'Arn'] } });
  };

describe('a service that is added to the list', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start(withRoll({ Width: 5_000 }), { services: [...SERVICES, ticker] });
    await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }));
  });

  const read = (RollArn: string) =>
    fetch(company.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${SUBSCRIBER}/20261130/${REGION}/ticker/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-target': 'Ticker_20261130.ReadRoll',
      },
      body: JSON.stringify({ RollArn }),
    });

  it('has its resources loaded, and is part of the report', () => {
    const { resources, unsupported, limited } = company.emulator.report;
    expect(company.emulator.service(ticker).rolls.get(ROLL_ARN)?.width).toBe(5_000);
    expect(resources).toMatchObject({ 'AWS::Ticker::Roll': 1, 'AWS::Ticker::Stand': 1 });
    expect([unsupported, limited]).toEqual([[], []]);
  });

  it('is a target of rules', () => {
    const delivered = company.journal('delivered').find(({ targetArn }) => targetArn === ROLL_ARN);
    expect(delivered).toMatchObject({ ruleArn: QUEUE_RULE_ARN, targetId: 'roll', attempt: 1 });
    expect(company.emulator.service(ticker).rolls.get(ROLL_ARN)?.printed).toEqual([delivered?.event]);
  });

  it('answers its operations, with its errors', async () => {
    const answer = await read(ROLL_ARN);
    expect([answer.status, ((await answer.json()) as { Printed: string[] }).Printed]).toEqual([200, [expect.any(String)]]);
    const refused = await read('arn:other');
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { __type: 'ResourceNotFoundException', message: 'There is no such roll.' },
    ]);
  });

  it('is on the pages', async () => {
    expect(await (await fetch(company.endpoint)).text()).toContain('Ticker: ReadRoll');
    expect(await (await fetch(`${company.endpoint}/_busbar/health`)).json()).toMatchObject({ status: 'ok', rolls: 1 });
  });

  it('has its resources changed and removed with their stack, and keeps their state', async () => {
    const stack = async (properties: object | undefined) => {
      const { stacks } = await loadCompany(properties ? withRoll(properties) : undefined, [...SERVICES, ticker]);
      const found = stacks.find(({ name }) => name === 'subscriber');
      if (!found) throw new Error('There is no such stack.');
      return found;
    };
    const roll = () => company.emulator.service(ticker).rolls.get(ROLL_ARN);
    await company.emulator.update(await stack({ Width: 6_000 }));
    expect([roll()?.width, roll()?.printed.length]).toEqual([6_000, 1]);
    await company.emulator.update(await stack(undefined));
    expect(roll()).toBeUndefined();
  });

  it('is closed with the emulator', async () => {
    await company.stop();
    expect(company.emulator.service(ticker).closed).toBe(true);
  });
});

describe('without the service', () => {
  it('its types are unsupported, its targets are limited, and asking for it fails', async () => {
    const emulator = await Company.load(withRoll({}));
    expect(emulator.report.unsupported.map(({ type }) => type).sort()).toEqual(['AWS::Ticker::Roll', 'AWS::Ticker::Stand']);
    expect(emulator.report.limited).toEqual([
      expect.objectContaining({ logicalId: 'QueueRule', reason: 'Its target roll is not served here (ticker).' }),
    ]);
    expect(() => emulator.service(ticker)).toThrow(
      new EmulatorError('This emulator has no Ticker. Add it to the list of services.'),
    );
  });
});

describe('the list of services', () => {
  it('has every resource type once', () => {
    expect(() => new ResourceCatalog([...SERVICES, ticker, ticker])).toThrow(
      'Two services bring the resource type AWS::Ticker::Roll. Remove one of them.',
    );
  });

  it('names every service once, as ARNs do', () => {
    const names = SERVICES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('says for every resource type how it is loaded, or why it is not', () => {
    for (const { resourceTypes } of SERVICES) {
      for (const [type, definition] of Object.entries(resourceTypes)) {
        const reads = definition.idle === undefined ? typeof definition.load : definition.idle;
        expect([type, reads]).toEqual([type, definition.idle === undefined ? 'function' : expect.stringMatching(/\.$/)]);
      }
    }
  });
});
