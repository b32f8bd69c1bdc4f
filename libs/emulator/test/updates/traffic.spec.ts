import { eventBridge, type LateChange, type LoadedStack } from '../../src';
import { BUS_ARN, REGION, SUBSCRIBER, type Definition, type Templates } from '../company';
import { UpdatingCompany } from './updating-company';

type Change = (templates: Templates) => void;

const properties = (definition: Definition | undefined) => definition?.Properties ?? {};

/** A rule that takes another country. */
const otherCountry: Change = ({ subscriber }) => {
  const pattern = properties(subscriber.Resources['QueueRule'])['EventPattern'] as { detail: object };
  pattern.detail = { data: { country: ['FR'] } };
};
const country = (of: string) => ({ Detail: JSON.stringify({ data: { id: '1', country: of } }) });
const without =
  (stack: keyof Templates, ...logicalIds: string[]): Change =>
  (templates) =>
    logicalIds.forEach((logicalId) => delete templates[stack].Resources[logicalId]);
const both =
  (...changes: Change[]): Change =>
  (templates) =>
    changes.forEach((change) => change(templates));

/** Changes of that type take so many seconds. */
const late =
  (type: string, seconds: number) =>
  (change: LateChange): number =>
    change.type === `AWS::${type}` ? seconds * 1_000 : 0;

const noRetry: Change = ({ subscriber }) => {
  const [target] = properties(subscriber.Resources['QueueRule'])['Targets'] as { RetryPolicy: object }[];
  if (target) target.RetryPolicy = { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3_600 };
};

describe('events during an update', () => {
  it('meet either the old rule or the new one, never none and never both', async () => {
    const company = await UpdatingCompany.start();
    const target = await company.target('subscriber', otherCountry);
    company.publish(country('BE'));
    await company.emulator.update(target, { between: () => void company.publish(country('FR')) });
    company.publish(country('BE'));
    company.publish(country('FR'));
    // One BE before, one FR between (the update has one operation), one FR after.
    expect(company.messages('parcels')).toBe(3);
  });

  it('do not meet a changed rule before its delay is over', async () => {
    const company = await UpdatingCompany.start(undefined, { effectDelay: late('Events::Rule', 30) });
    await company.emulator.update(await company.target('subscriber', otherCountry));
    expect(company.emulator.pendingEffects).toBe(1);
    company.clock.advance(29_000);
    company.publish(country('BE'));
    company.publish(country('FR'));
    expect(company.messages('parcels')).toBe(1);
    company.clock.advance(1_000);
    company.publish(country('BE'));
    company.publish(country('FR'));
    expect([company.messages('parcels'), company.emulator.pendingEffects]).toEqual([2, 0]);
    expect(company.journal('change-effective').map(({ logicalId, at }) => [logicalId, at - Date.UTC(2026, 0, 1)])).toEqual([
      ['QueueRule', 30_000],
    ]);
  });

  it('never meet changes of one resource in another order, whatever their delays are', async () => {
    const delays = [50_000, 10_000];
    const company = await UpdatingCompany.start(undefined, { effectDelay: () => delays.shift() ?? 0 });
    await company.emulator.update(await company.target('subscriber', otherCountry));
    await company.emulator.update(await company.target('subscriber'));
    company.clock.advance(49_000);
    expect(company.emulator.pendingEffects).toBe(2);
    company.clock.advance(1_000);
    company.publish(country('BE'));
    expect([company.messages('parcels'), company.emulator.pendingEffects]).toEqual([1, 0]);
  });

  it.each<[string, string, Change, string, string]>([
    ['a bus policy', 'Events::EventBusPolicy', without('central', 'BusPolicy'), 'central', 'AccessDeniedException'],
  ])('are published until the removal of %s takes effect', async (_, type, change, stack, refusal) => {
    const company = await UpdatingCompany.start(undefined, { effectDelay: late(type, 20) });
    await company.emulator.update(await company.target(stack as keyof Templates, change));
    expect(company.publish()).toMatch(/^[0-9a-f-]{36}$/);
    company.clock.advance(20_000);
    expect(() => company.publish()).toThrow(/not authorized/);
    expect(company.journal('refused').map(({ errorCode }) => errorCode)).toEqual([refusal]);
  });

  it.each<[string, string, Change, keyof Templates, string]>([
    [
      'the permission of a queue',
      'SQS::QueuePolicy',
      without('subscriber', 'parcelsPolicy'),
      'subscriber',
      'parcels-delivery-dlq',
    ],
    [
      'the policy of the bus they are forwarded to',
      'Events::EventBusPolicy',
      without('subscriber', 'BusPolicy'),
      'subscriber',
      'route-dlq',
    ],
    ['the role of their rule', 'IAM::Role', both(without('central', 'RouteRole'), routeByArn), 'central', 'route-dlq'],
  ])('go to the dead-letter queue from the moment when the removal of %s takes effect', async (_, type, change, stack, queue) => {
    const company = await UpdatingCompany.start(routeByArn, { effectDelay: late(type, 20) });
    const target = await company.target(stack, both(routeByArn, change));
    expect((await company.emulator.update(target)).failure?.message).toBeUndefined();
    company.publish();
    expect([company.messages('parcels'), company.messages(queue)]).toEqual([1, 0]);
    company.clock.advance(20_000);
    company.publish();
    expect([company.messages('parcels'), company.messages(queue)]).toEqual([1, 1]);
  });

  it('that are retried meet what is so then: without the permission, the retry ends in the dead-letter queue', async () => {
    let failing = true;
    const targetFault = () => (failing ? { errorCode: 'THROTTLING', message: 'busy' } : undefined);
    const company = await UpdatingCompany.start(noRetry, {
      targetFault: (delivery) => (delivery.targetId === 'queue' ? targetFault() : undefined),
    });
    company.publish();
    failing = false;
    await company.emulator.update(await company.target('subscriber', both(noRetry, without('subscriber', 'parcelsPolicy'))));
    company.clock.advance(2_000);
    expect([company.messages('parcels'), company.messages('parcels-delivery-dlq')]).toEqual([0, 1]);
    expect(company.journal('dead-lettered').map(({ errorCode }) => errorCode)).toEqual(['NO_RESOURCE']);
  });

  it('for a queue that was deleted are dead-lettered, and the journal says what was lost with it', async () => {
    const company = await UpdatingCompany.start();
    company.publish();
    company.publish();
    await company.emulator.update(await company.target('subscriber', without('subscriber', 'parcelsPolicy', 'parcelsQueue')));
    expect(company.journal('queue-deleted')).toEqual([
      expect.objectContaining({ queueArn: `arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels`, messages: 2 }),
    ]);
    company.publish();
    expect(company.messages('parcels-delivery-dlq')).toBe(1);
  });

  it('for a function are refused from the moment when its permission is gone', async () => {
    const company = await UpdatingCompany.start(undefined, { effectDelay: late('Lambda::Permission', 20) });
    const cancelled = () => company.publish({ DetailType: 'order.cancelled@1' });
    await company.emulator.update(await company.target('subscriber', without('subscriber', 'Permission')));
    cancelled();
    company.clock.advance(20_000);
    cancelled();
    const outcome = company.events
      .filter((event) => 'targetId' in event && event.targetId === 'function')
      .map(({ kind }) => kind);
    expect(outcome).toEqual(['delivered', 'attempt-failed', 'dropped']);
  });
});

describe('state during an update', () => {
  it('of a queue stays when its attributes change, and the attributes count from then on', async () => {
    const company = await UpdatingCompany.start();
    company.publish();
    const target = await company.target('subscriber', ({ subscriber }) => {
      Object.assign(properties(subscriber.Resources['parcelsQueue']), { DelaySeconds: 5 });
    });
    await company.emulator.update(target);
    company.publish();
    expect(company.messages('parcels')).toBe(1);
    company.clock.advance(5_000);
    expect(company.messages('parcels')).toBe(2);
  });

  it('of a bus stays when its description changes: rules, policy and archive go on', async () => {
    const company = await UpdatingCompany.start();
    company.publish();
    const target = await company.target('central', ({ central }) => {
      Object.assign(properties(central.Resources['Bus']), { Description: 'All events' });
      Object.assign(properties(central.Resources['Archive']), { RetentionDays: 30 });
    });
    await company.emulator.update(target);
    company.publish();
    expect(company.messages('parcels')).toBe(2);
    expect(company.emulator.service(eventBridge).archives()).toEqual([expect.objectContaining({ name: 'everything', count: 2 })]);
  });

  it('of a role’s sessions follows the role: who had opened one may do what the role may do now', async () => {
    const company = await UpdatingCompany.start();
    expect(company.publish()).toMatch(/^[0-9a-f-]{36}$/);
    const target = await company.target('publisher', ({ publisher }) => {
      Object.assign(properties(publisher.Resources['Role']), { Policies: [] });
    });
    await company.emulator.update(target);
    expect(() => company.publish()).toThrow(/no identity-based policy allows/);
  });
});

describe('a bus that is made again under its name', () => {
  it('does not get the policy that was on its way to the old one', async () => {
    const open = without('central', 'Archive', 'RouteRole', 'Route', 'routedlqQueue', 'routedlqPolicy');
    const closed = both(open, without('central', 'BusPolicy'));
    const delays = [20_000];
    const company = await UpdatingCompany.start(closed, { effectDelay: () => delays.shift() ?? 50_000 });
    const withoutPolicy = await company.target('central', closed);
    await company.emulator.update(await company.target('central', open));
    await company.emulator.deleteStack(withoutPolicy);
    expect((await company.emulator.update(withoutPolicy)).status).toBe('complete');
    company.clock.advance(20_000);
    expect(published(company)).toBe(false);
  });
});

describe('a function that is made again under its name', () => {
  it('does not get the permission that was on its way to the old one', async () => {
    const byArn: Change = ({ subscriber }) => {
      const [target] = properties(subscriber.Resources['FunctionRule'])['Targets'] as { Arn: unknown }[];
      if (target) target.Arn = `arn:aws:lambda:${REGION}:${SUBSCRIBER}:function:parcels`;
    };
    const closed = both(byArn, without('subscriber', 'Permission'));
    const delays = [20_000];
    const company = await UpdatingCompany.start(closed, { effectDelay: () => delays.shift() ?? 50_000 });
    await company.emulator.update(await company.target('subscriber', byArn));
    await company.emulator.update(await company.target('subscriber', both(closed, without('subscriber', 'Function'))));
    await company.emulator.update(await company.target('subscriber', closed));
    company.clock.advance(20_000);
    company.publish({ DetailType: 'order.cancelled@1' });
    expect(company.journal('dropped').map(({ targetId, errorCode }) => [targetId, errorCode])).toEqual([
      ['function', 'NO_PERMISSIONS'],
    ]);
  });
});

describe('two ways to write the policy of a bus', () => {
  const statement = (principal: string) => ({
    Sid: 'orders',
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'events:PutEvents',
    Resource: BUS_ARN,
  });
  const asOne: Change = ({ central }) => {
    delete central.Resources['BusPolicy'];
    const Policy = { Version: '2012-10-17', Statement: [statement('arn:aws:iam::200000000002:root')] };
    Object.assign(properties(central.Resources['Bus']), { Policy });
  };

  it('do not go together: cleaning up the old statement removes the new one of the same Sid', async () => {
    const company = await UpdatingCompany.start();
    const target: LoadedStack = await company.target('central', asOne);
    const seen: string[] = [];
    await company.emulator.update(target, {
      between: ({ kind, logicalId }) => void seen.push(`${kind} ${logicalId} ${published(company)}`),
    });
    expect(seen).toEqual(['update Bus true', 'delete BusPolicy false']);
  });
});

function published(company: UpdatingCompany): boolean {
  try {
    return company.publish() !== '';
  } catch {
    return false;
  }
}

/** The rule names its role by ARN, so that the role can go before the rule does. */
function routeByArn({ central }: Templates): void {
  const [target] = properties(central.Resources['Route'])['Targets'] as { RoleArn: unknown }[];
  if (target) target.RoleArn = `arn:aws:iam::100000000001:role/route-to-subscriber`;
}
