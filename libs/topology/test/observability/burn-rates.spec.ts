import fc from 'fast-check';
import type { AlarmMetric } from '../../src/index';
import {
  burnRates,
  reachableBurnRates,
  slowerThan,
  successOfBus,
  successOfRule,
  type BurnRateOptions,
} from '../../src/observability/burn-rates';
import { evaluate } from './metric-math';

const HOURS_OF_PERIOD = 30 * 24;

/** What the last expression gives for what the metrics are in a window, by their ids. */
function burnRateOf(metrics: readonly AlarmMetric[], window: Readonly<Record<string, number | undefined>>): number | undefined {
  const values: Record<string, number | undefined> = {};
  for (const metric of metrics) {
    values[metric.id] = 'expression' in metric ? evaluate(metric.expression, values) : window[metric.id];
  }
  return values[metrics.at(-1)?.id ?? ''];
}

const options = (more: Partial<BurnRateOptions> = {}): BurnRateOptions => ({
  budget: 0.0001,
  periodSeconds: 3600,
  minimumEvents: 1,
  dimensions: { EventBusName: 'acme-events' },
  ...more,
});

/** Events of a window: how many arrived, how many did not, how often was tried again. */
const windows = fc.record({ arrived: fc.nat(1_000_000), failed: fc.nat(10_000), retries: fc.nat(100_000) });
const budgets = fc.constantFrom(0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001);

describe('the burn rates', () => {
  it.each([
    // https://sre.google/workbook/alerting-on-slos/, table 5-8 and the examples of "6".
    ['1h', 0.02],
    ['6h', 0.05],
    ['1d', 0.1],
  ])('over %s go off when the share %d of the error budget is gone', (window, share) => {
    const { rate, longSeconds } = burnRates.find((each) => each.window === window) ?? { rate: 0, longSeconds: 0 };
    expect((rate * longSeconds) / 3600 / HOURS_OF_PERIOD).toBeCloseTo(share, 10);
  });

  it('have short windows of a twelfth, as the workbook recommends', () => {
    expect(burnRates.map(({ longSeconds, shortSeconds }) => longSeconds / shortSeconds)).toEqual([12, 12, 12]);
  });

  it('are within what an alarm may look at: a day, in periods of whole minutes', () => {
    for (const seconds of burnRates.flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds])) {
      expect(seconds % 60).toBe(0);
      expect(seconds).toBeLessThanOrEqual(86_400);
    }
  });

  it.each([
    [0.0001, ['1h', '6h', '1d']],
    [0.1, ['6h', '1d']],
    [0.2, ['1d']],
    [1, []],
    [0, []],
  ])('that a budget of %d can reach are %j', (budget, reachable) => {
    expect(reachableBurnRates(budget).map(({ window }) => window)).toEqual(reachable);
  });
});

describe('success of a bus', () => {
  const burn = (budget: number, minimumEvents: number, window: Readonly<Record<string, number | undefined>>) =>
    burnRateOf(successOfBus(options({ budget, minimumEvents })), window);

  it('burns as fast as the share of events that did not arrive exceeds the budget, however often they were retried', () => {
    fc.assert(
      fc.property(windows, budgets, ({ arrived, failed, retries }, budget) => {
        fc.pre(arrived + failed > 0);
        const attempts = arrived + failed + retries;
        const rate = burn(budget, 1, { attempts, retries, successes: arrived });
        expect(rate).toBeCloseTo(failed / (arrived + failed) / budget, 6);
      }),
    );
  });

  it('is the same when EventBridge leaves metrics out that are zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), budgets, (events, budget) => {
        expect(burn(budget, 1, { attempts: events, retries: undefined, successes: events })).toBe(0);
        expect(burn(budget, 1, { attempts: events, retries: undefined, successes: undefined })).toBeCloseTo(1 / budget, 6);
      }),
    );
  });

  it('is never negative: events that were retried into the window arrive beside those that it began with', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (attempts, retries, successes) => {
        expect(burn(0.001, 1, { attempts, retries, successes }) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is zero below the minimum number of events, and unknown without any metric', () => {
    expect(burn(0.0001, 1000, { attempts: 999, retries: undefined, successes: 0 })).toBe(0);
    expect(burn(0.0001, 1000, { attempts: 1000, retries: undefined, successes: 0 })).toBeCloseTo(10_000, 6);
    expect(burn(0.0001, 1000, {})).toBeUndefined();
  });
});

describe('success of a rule', () => {
  it('burns as fast as the share of invocations that were given up on exceeds the budget', () => {
    fc.assert(
      fc.property(windows, budgets, ({ arrived, failed }, budget) => {
        fc.pre(arrived + failed > 0);
        const rate = burnRateOf(successOfRule(options({ budget })), {
          events: arrived + failed,
          failures: failed === 0 ? undefined : failed,
        });
        expect(rate).toBeCloseTo(failed / (arrived + failed) / budget, 6);
      }),
    );
  });
});

describe('latency', () => {
  const metrics = slowerThan(80.5)(options({ budget: 0.1, minimumEvents: 10 }));

  it('reads the share of events within the promise as a percentile rank', () => {
    expect(metrics.map((metric) => ('name' in metric ? [metric.name, metric.statistic] : metric.expression))).toEqual([
      ['IngestionToInvocationSuccessLatency', 'SampleCount'],
      ['IngestionToInvocationSuccessLatency', 'PR(:80.5)'],
      'IF(events >= 10, (100 - within) / 100 / 0.1, 0)',
    ]);
  });

  it('burns at 1 when exactly a tenth is slower, and at 10 when everything is', () => {
    expect(burnRateOf(metrics, { events: 10, within: 90 })).toBeCloseTo(1, 10);
    expect(burnRateOf(metrics, { events: 10, within: 0 })).toBeCloseTo(10, 10);
    expect(burnRateOf(metrics, { events: 9, within: 0 })).toBe(0);
  });
});

it.each([
  ['1 +', {}],
  ['FILL(a', { a: 1 }],
  ['a b', { a: 1, b: 2 }],
  ['missing + 1', {}],
])('the evaluator of this test refuses "%s"', (expression, values) => {
  expect(() => evaluate(expression, values)).toThrow(SyntaxError);
});
