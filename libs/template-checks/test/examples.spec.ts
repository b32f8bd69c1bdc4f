import { checkTemplate, templateChecks } from '../src';
import { examples } from './examples';

test('every rule has an example that it accepts and one that it finds', () => {
  expect(Object.keys(examples)).toEqual(templateChecks.map(({ rule }) => rule));
  for (const { good, bad } of Object.values(examples)) {
    expect(Object.keys(good).length * Object.keys(bad).length).toBeGreaterThan(0);
  }
});

describe.each(templateChecks.map((check) => [check.rule, check] as const))('%s', (rule, check) => {
  const { good = {}, bad = {} } = examples[rule] ?? {};
  const found = (template: Parameters<typeof checkTemplate>[0]) =>
    checkTemplate(template, [check]).flatMap(({ logicalId, locations }) =>
      locations.map((at) => `${logicalId} ${at.replace(/^Properties\/?/, '')}`.trim()),
    );

  test.each(Object.entries(good))('accepts %s', (_, template) => {
    expect(found(template)).toEqual([]);
  });

  test.each(Object.entries(bad))('finds %s', (_, [template, ...places]) => {
    expect(found(template)).toEqual(places);
  });
});
