import { Arns, names } from '../src/names';

describe('names', () => {
  const long = 'a-subscription-whose-author-wanted-to-say-everything-in-its-name-alone';

  it.each([
    ['route', names.route('123456789012', 1), 'busbar-123456789012-1'],
    ['route role', names.routeRole('123456789012', 2), 'busbar-route-123456789012-2'],
    ['route DLQ', names.routeDeadLetterQueue('123456789012', 1), 'busbar-route-123456789012-1-dlq'],
    ['local rule', names.localRule('billing', 'parcels'), 'billing-parcels'],
    ['queue', names.queue('billing', 'parcels'), 'billing-parcels'],
    ['delivery DLQ', names.deliveryDeadLetterQueue('billing', 'parcels'), 'billing-parcels-delivery-dlq'],
    ['processing DLQ', names.processingDeadLetterQueue('billing', 'parcels'), 'billing-parcels-processing-dlq'],
    ['service role', names.serviceRole('billing'), 'busbar-service-billing'],
    ['stack', names.stack.account('123456789012'), 'busbar-account-123456789012'],
  ])('%s', (_, name, expected) => {
    expect(name).toBe(expected);
  });

  it.each([
    ['local rule', names.localRule('notification-service', long), 64, ''],
    ['queue', names.queue('notification-service', long), 80, ''],
    ['delivery DLQ', names.deliveryDeadLetterQueue('notification-service', long), 80, '-delivery-dlq'],
    ['service role', names.serviceRole(long), 64, ''],
    ['archive', names.archive(long), 48, ''],
  ])('shortens a %s with a hash, and keeps what it ends in', (_, name, maximum, suffix) => {
    expect(name).toHaveLength(maximum);
    expect(name).toMatch(new RegExp(`-[0-9a-f]{8}${suffix}$`));
  });

  it.each(['billing', long.slice(0, 50), long.slice(0, 54), long.slice(0, 55), long.slice(0, 63), long])(
    'begins every local rule of the service "%s" with the same prefix',
    (service) => {
      const prefix = names.localRulePrefix(service);
      expect(prefix.startsWith(service.slice(0, 54))).toBe(true);
      for (const subscription of ['a', 'parcels', long])
        expect(names.localRule(service, subscription).startsWith(prefix)).toBe(true);
    },
  );

  it('gives two long names that differ at the end two different short ones', () => {
    expect(names.localRule('notification-service', `${long}-1`)).not.toBe(names.localRule('notification-service', `${long}-2`));
  });
});

describe('Arns', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('knows the partition of %s', (region, partition) => {
    const arns = new Arns(region);
    expect(arns.rule('123456789012', 'bus', 'rule')).toBe(`arn:${partition}:events:${region}:123456789012:rule/bus/rule`);
    expect(arns.role('123456789012', 'role').arn).toBe(`arn:${partition}:iam::123456789012:role/role`);
    expect(arns.queue('123456789012', 'queue').arn).toBe(`arn:${partition}:sqs:${region}:123456789012:queue`);
  });
});
