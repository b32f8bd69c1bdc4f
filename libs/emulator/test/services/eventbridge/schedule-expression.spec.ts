import fc from 'fast-check';
import { parseScheduleExpression } from '../../../src/services/eventbridge/schedule-expression';

const at = (text: string) => Date.parse(`${text}Z`);
const shown = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));

/** The first times of an expression after one. */
function times(expression: string, after: string, count = 3): (string | undefined)[] {
  const schedule = parseScheduleExpression(expression);
  const found: (string | undefined)[] = [];
  for (let time: number | undefined = at(after); found.length < count && time !== undefined;) {
    time = schedule.next(time, at(after));
    found.push(shown(time));
  }
  return found;
}

describe('a cron expression', () => {
  it.each<[string, string, (string | undefined)[]]>([
    ['0 10 * * ? *', '2026-01-01T09:59:59', ['2026-01-01T10:00', '2026-01-02T10:00', '2026-01-03T10:00']],
    ['0 10 * * ? *', '2026-01-01T10:00:00', ['2026-01-02T10:00', '2026-01-03T10:00', '2026-01-04T10:00']],
    ['15 12 * * ? *', '2026-12-31T12:15:30', ['2027-01-01T12:15', '2027-01-02T12:15', '2027-01-03T12:15']],
    ['0 18 ? * MON-FRI *', '2026-01-01T18:00:00', ['2026-01-02T18:00', '2026-01-05T18:00', '2026-01-06T18:00']],
    ['0 8 1 * ? *', '2026-01-01T08:00:00', ['2026-02-01T08:00', '2026-03-01T08:00', '2026-04-01T08:00']],
    ['0/15 * * * ? *', '2026-01-01T00:50:00', ['2026-01-01T01:00', '2026-01-01T01:15', '2026-01-01T01:30']],
    ['0/10 * ? * MON-FRI *', '2026-01-02T23:51:00', ['2026-01-05T00:00', '2026-01-05T00:10', '2026-01-05T00:20']],
    ['0/5 8-17 ? * MON-FRI *', '2026-01-01T17:51:00', ['2026-01-01T17:55', '2026-01-02T08:00', '2026-01-02T08:05']],
    ['30 6 L * ? *', '2026-01-31T06:30:00', ['2026-02-28T06:30', '2026-03-31T06:30', '2026-04-30T06:30']],
    ['0 9 ? * 2#1 *', '2026-01-01T00:00:00', ['2026-01-05T09:00', '2026-02-02T09:00', '2026-03-02T09:00']],
    ['0 9 ? * 6L *', '2026-01-01T00:00:00', ['2026-01-30T09:00', '2026-02-27T09:00', '2026-03-27T09:00']],
    ['0 9 ? * L *', '2026-01-01T00:00:00', ['2026-01-03T09:00', '2026-01-10T09:00', '2026-01-17T09:00']],
    ['0 9 1W * ? *', '2026-01-01T10:00:00', ['2026-02-02T09:00', '2026-03-02T09:00', '2026-04-01T09:00']],
    ['0 9 LW * ? *', '2026-01-01T00:00:00', ['2026-01-30T09:00', '2026-02-27T09:00', '2026-03-31T09:00']],
    ['0 0 29 FEB ? *', '2026-01-01T00:00:00', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
    ['0 0 1 1,7 ? 2027-2028', '2026-01-01T00:00:00', ['2027-01-01T00:00', '2027-07-01T00:00', '2028-01-01T00:00']],
    ['0 0 1 1 ? 2025', '2026-01-01T00:00:00', [undefined]],
    ['0 0 31 2 ? *', '2026-01-01T00:00:00', [undefined]],
  ])('%s after %s', (cron, after, expected) => {
    expect(times(`cron(${cron})`, after)).toEqual(expected);
  });

  it.each([
    ['five fields', '0 10 * * ?', 'has 5 fields'],
    ['both days', '0 10 * * * *', 'needs "?" in one of day-of-month and day-of-week'],
    ['neither day', '0 10 ? * ? *', 'needs "?" in one of day-of-month and day-of-week'],
    ['a minute that is none', '60 10 * * ? *', 'has "60" in the field minutes, which is from 0 to 59'],
    ['a day that is none', '0 10 ? * 8 *', 'has "8" in the field day-of-week'],
    ['a month that is none', '0 10 * ABC ? *', 'has "ABC" in the field month'],
    ['a range that runs back', '0 10 9-3 * ? *', 'has "9-3" in the field day-of-month'],
    ['a step of nothing', '0/0 10 * * ? *', 'has "0/0" in the field minutes'],
    ['two steps', '0/5/5 10 * * ? *', 'has "0/5/5" in the field minutes'],
    ['a year before 1970', '0 10 * * ? 1969', 'has "1969" in the field year'],
  ])('is refused with %s', (_what, cron, message) => {
    expect(() => parseScheduleExpression(`cron(${cron})`)).toThrow(message);
  });

  it('never gives a time that is not after the one it is asked for, nor one between two minutes', () => {
    const field = fc.record({
      minute: fc.integer({ min: 0, max: 59 }),
      step: fc.integer({ min: 1, max: 30 }),
      hour: fc.integer({ min: 0, max: 23 }),
    });
    fc.assert(
      fc.property(field, fc.integer({ min: 0, max: at('2199-01-01T00:00:00') }), ({ minute, step, hour }, after) => {
        const time = parseScheduleExpression(`cron(${minute}/${step} ${hour}-23 * * ? *)`).next(after, 0) ?? NaN;
        expect(time).toBeGreaterThan(after);
        expect(time % 60_000).toBe(0);
        expect(time - after).toBeLessThanOrEqual(2 * 86_400_000);
      }),
    );
  });
});

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', ['2026-01-01T00:01', '2026-01-01T00:02', '2026-01-01T00:03']],
    ['rate(5 minutes)', ['2026-01-01T00:05', '2026-01-01T00:10', '2026-01-01T00:15']],
    ['rate(1 hour)', ['2026-01-01T01:00', '2026-01-01T02:00', '2026-01-01T03:00']],
    ['rate(2 days)', ['2026-01-03T00:00', '2026-01-05T00:00', '2026-01-07T00:00']],
  ])('%s counts from when its rule was enabled', (rate, expected) => {
    expect(times(rate, '2026-01-01T00:00:00')).toEqual(expected);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1.5 hours)',
    'rate(30 seconds)',
    'rate(minute)',
    'every minute',
    '',
  ])('is not %j', (text) => {
    expect(() => parseScheduleExpression(text)).toThrow(/is not a rate|is neither rate/);
  });
});
