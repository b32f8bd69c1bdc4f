/** A field of a cron expression: which numbers it has, and what they may be called. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Of the least, the next, … */
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const DAY_OF_MONTH: Field = { name: 'day-of-month', least: 1, most: 31 };
const MONTH: Field = { name: 'month', least: 1, most: 12, names: MONTHS };
const DAY_OF_WEEK: Field = { name: 'day-of-week', least: 1, most: 7, names: DAYS };
const YEAR: Field = { name: 'year', least: 1970, most: 2199 };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export class CronError extends Error {
  override readonly name = 'CronError';
}

/** Whether a day, given by its first millisecond, is one of those of an expression. */
type DayTest = (day: Date) => boolean;

/**
 * A cron expression of EventBridge, in UTC: `0 8 ? * MON-FRI *`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions
 */
export class CronExpression {
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #isDay: DayTest;

  /**
   * @param text the six fields
   * @throws CronError
   */
  constructor(text: string) {
    const fields = text.trim().split(/\s+/);
    if (fields.length !== 6)
      throw new CronError(`has ${fields.length} fields; minutes, hours, day-of-month, month, day-of-week and year are six`);
    const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields as [string, string, string, string, string, string];
    if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
      throw new CronError('needs "?" in one of day-of-month and day-of-week, and only in one');
    }
    this.#minutes = [...numbers(minutes, MINUTES)].sort(ascending);
    this.#hours = [...numbers(hours, HOURS)].sort(ascending);
    const months = numbers(month, MONTH);
    const years = numbers(year, YEAR);
    const ofMonth = dayOfMonth === '?' ? () => true : dayOfMonthTest(dayOfMonth);
    const ofWeek = dayOfWeek === '?' ? () => true : dayOfWeekTest(dayOfWeek);
    this.#isDay = (day) => years.has(day.getUTCFullYear()) && months.has(day.getUTCMonth() + 1) && ofMonth(day) && ofWeek(day);
  }

  /**
   * @param after milliseconds since the epoch
   * @returns the next time after it; undefined when there is none
   */
  next(after: number): number | undefined {
    const last = Date.UTC(YEAR.most + 1, 0, 1);
    for (let day = after - modulo(after, DAY_MS); day < last; day += DAY_MS) {
      if (!this.#isDay(new Date(day))) continue;
      for (const hour of this.#hours) {
        for (const minute of this.#minutes) {
          const time = day + (hour * 60 + minute) * MINUTE_MS;
          if (time > after) return time;
        }
      }
    }
    return undefined;
  }
}

function dayOfMonthTest(text: string): DayTest {
  if (text === 'L') return (day) => day.getUTCDate() === lastOfMonth(day);
  if (text === 'LW') return (day) => day.getUTCDate() === nearestWeekday(day, lastOfMonth(day));
  const weekday = /^(\d+)W$/.exec(text);
  if (weekday) {
    const wanted = number(weekday[1] ?? '', DAY_OF_MONTH);
    return (day) => wanted <= lastOfMonth(day) && day.getUTCDate() === nearestWeekday(day, wanted);
  }
  const days = numbers(text, DAY_OF_MONTH);
  return (day) => days.has(day.getUTCDate());
}

function dayOfWeekTest(text: string): DayTest {
  // Sunday is 1.
  const isWeekday = (day: Date, wanted: number) => day.getUTCDay() + 1 === wanted;
  if (text === 'L') return (day) => isWeekday(day, DAY_OF_WEEK.most);
  const last = /^(\w+)L$/.exec(text);
  if (last) {
    const wanted = number(last[1] ?? '', DAY_OF_WEEK);
    return (day) => isWeekday(day, wanted) && day.getUTCDate() > lastOfMonth(day) - 7;
  }
  const nth = /^(\w+)#([1-5])$/.exec(text);
  if (nth) {
    const wanted = number(nth[1] ?? '', DAY_OF_WEEK);
    return (day) => isWeekday(day, wanted) && Math.ceil(day.getUTCDate() / 7) === Number(nth[2]);
  }
  const days = numbers(text, DAY_OF_WEEK);
  return (day) => days.has(day.getUTCDay() + 1);
}

/** `*`, or a list of numbers, ranges and steps: `1,5-7,0/15`. */
function numbers(text: string, field: Field): ReadonlySet<number> {
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step, ...more] = item.split('/');
    const [from, to, ...others] = range === '*' ? [String(field.least), String(field.most)] : range.split('-');
    if (more.length > 0 || others.length > 0 || from === undefined) throw wrong(item, field);
    const first = number(from, field);
    // A step without an end goes on to the last.
    const last = to !== undefined ? number(to, field) : step !== undefined ? field.most : first;
    const by = step === undefined ? 1 : /^[1-9]\d*$/.test(step) ? Number(step) : NaN;
    if (Number.isNaN(by) || last < first) throw wrong(item, field);
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return found;
}

function number(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? field.least + named : /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= field.least && value <= field.most) return value;
  throw wrong(text, field);
}

function wrong(text: string, { name, least, most }: Field): CronError {
  return new CronError(`has "${text}" in the field ${name}, which is from ${least} to ${most}`);
}

function lastOfMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The day from Monday to Friday that is nearest to a day, in the same month. */
function nearestWeekday(day: Date, date: number): number {
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), date)).getUTCDay();
  if (weekday === 6) return date > 1 ? date - 1 : date + 2;
  if (weekday === 0) return date < lastOfMonth(day) ? date + 1 : date - 2;
  return date;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function ascending(one: number, other: number): number {
  return one - other;
}
