import { matches } from '../matching/matches';
import type { Alternative, FieldTest, Pattern, ValueTest } from '../grammar/pattern';
import { type SampleFields, sampleEvent } from './sample-event';
import { type JsonScalar, satisfies, tellingValues } from './sample-values';
import { areDisjoint, coversEverything, isIncluded } from './test-inclusion';

/** An answer with what supports it. `unknown` is honest: neither a proof nor an example was found. */
export type Proof =
  | {
      readonly answer: 'yes' | 'no';
      readonly reason: string;
      /** JSON text of an event that shows it. */ readonly event?: string;
    }
  | { readonly answer: 'unknown'; readonly reason: string };

/**
 * Whether `a` matches every event that `b` matches. A *no* comes with an event that `b` matches and `a` does not.
 */
export function subsumes(a: Pattern, b: Pattern): Proof {
  const parts = b.alternatives.flatMap((alternative) => split(alternative, MAX_PARTS));
  const unproven = parts.filter((part) => !a.alternatives.some((wider) => alternativeIncludes(wider, part)));
  if (unproven.length === 0) {
    return { answer: 'yes', reason: 'each way to match the second pattern fulfils a way to match the first' };
  }
  for (const part of unproven.slice(0, MAX_SEARCHED)) {
    const event = findEvent(part, a.alternatives, (text) => matches(b, text) && !matches(a, text));
    if (event !== undefined) return { answer: 'no', reason: 'this event matches the second pattern and not the first', event };
  }
  return { answer: 'unknown', reason: 'neither a proof nor an event that contradicts was found' };
}

/**
 * Whether some event matches both. A *yes* comes with such an event.
 *
 * Taken into account is that the fields of the envelope (`source`, `detail-type`, `account`, …) hold one string each in every
 * event that EventBridge delivers. Any field of `detail` may be an array, and then hold values for both patterns.
 */
export function intersects(a: Pattern, b: Pattern): Proof {
  let obstacle: string | undefined;
  let open = 0;
  let searched = 0;
  for (const one of a.alternatives) {
    for (const other of b.alternatives) {
      const conflict = conflictOf(one, other);
      if (conflict !== undefined) {
        obstacle ??= conflict;
        continue;
      }
      open++;
      if (searched++ >= MAX_SEARCHED) continue;
      const event = findCommonEvent(one, other, (text) => matches(a, text) && matches(b, text));
      if (event !== undefined) return { answer: 'yes', reason: 'this event matches both patterns', event };
    }
  }
  if (open === 0) return { answer: 'no', reason: obstacle ?? 'a pattern without alternatives matches nothing' };
  return { answer: 'unknown', reason: 'neither a contradiction nor an event that matches both was found' };
}

const MAX_PARTS = 256;
const MAX_SEARCHED = 64;
const MAX_TRIES = 400;

/**
 * Paths that hold exactly one string in every event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
const ENVELOPE: ReadonlySet<string> = new Set(['version', 'id', 'detail-type', 'source', 'account', 'time', 'region']);

/** The alternative as alternatives with one test a field, or as it is if those were too many. */
function split(alternative: Alternative, most: number): readonly Alternative[] {
  let parts: Alternative[] = [[]];
  for (const field of alternative) {
    if (parts.length * field.tests.length > most) return [alternative];
    parts = parts.flatMap((part) => field.tests.map((test) => [...part, { path: field.path, tests: [test] }]));
  }
  return parts;
}

/**
 * Whether every event that matches `narrow` matches `wide`: the values that `narrow` chose satisfy every field of `wide`.
 *
 * Fewer chosen values are never less consistent. The one exception is absence, which may rest on the array elements that fields
 * before it chose; so those must be fields of `wide` too.
 */
export function alternativeIncludes(wide: Alternative, narrow: Alternative): boolean {
  return wide.every((field) => {
    const counterpart = narrow.find((other) => other.path === field.path);
    if (counterpart === undefined)
      return isAlwaysTrue(field) && !wide.some((other) => other !== field && mayShareArray(other.path, field.path));
    if (!counterpart.tests.every((test) => isIncluded(test, field.tests))) return false;
    if (!counterpart.tests.some((test) => test.kind === 'absent')) return true;
    return narrow.every(
      (before) =>
        before.path >= field.path || !mayShareArray(before.path, field.path) || wide.some((other) => other.path === before.path),
    );
  });
}

function isAlwaysTrue(field: FieldTest): boolean {
  return field.tests.some((test) => test.kind === 'absent') && coversEverything(field.tests);
}

/** Two values can lie in one array only below a common first key. */
function mayShareArray(a: string, b: string): boolean {
  return firstKey(a) === firstKey(b);
}

function firstKey(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}

/** Why no event matches both, if that is certain. */
function conflictOf(a: Alternative, b: Alternative): string | undefined {
  for (const field of a) {
    const other = b.find((candidate) => candidate.path === field.path);
    if (other === undefined) continue;
    const apart = field.tests.every((test) => other.tests.every((otherTest) => areDisjoint(test, otherTest)));
    if (!apart) continue;
    if (ENVELOPE.has(field.path)) return `no value of "${field.path}" satisfies both`;
    // With arrays around, absence may hold for the elements that one pattern chose and fail for the other's.
    const alone = (all: Alternative): boolean => !all.some((f) => f.path !== field.path && mayShareArray(f.path, field.path));
    if ((isAbsence(field) && isPresence(other) && alone(a)) || (isPresence(field) && isAbsence(other) && alone(b))) {
      return `"${field.path}" must be absent for one and present for the other`;
    }
  }
  return undefined;
}

function isAbsence(field: FieldTest): boolean {
  return field.tests.every((test) => test.kind === 'absent');
}

function isPresence(field: FieldTest): boolean {
  return !field.tests.some((test) => test.kind === 'absent');
}

/** Tries the events that match `part` with values that tell it from `others`. */
function findEvent(part: Alternative, others: readonly Alternative[], shows: (event: string) => boolean): string | undefined {
  const choices = new Map<string, readonly (readonly JsonScalar[])[]>();
  for (const field of part) choices.set(field.path, choicesFor(field, testsAt(field.path, others)));
  for (const alternative of others) {
    for (const { path } of alternative) {
      if (choices.has(path)) continue;
      const tests = testsAt(path, others);
      choices.set(path, [[], ...tellingValues(tests).map((value) => [value])]);
    }
  }
  return firstOf(choices, shows);
}

function findCommonEvent(a: Alternative, b: Alternative, shows: (event: string) => boolean): string | undefined {
  const choices = new Map<string, readonly (readonly JsonScalar[])[]>();
  for (const field of a) {
    const other = b.find((candidate) => candidate.path === field.path);
    choices.set(field.path, other === undefined ? choicesFor(field, []) : commonChoices(field, other));
  }
  for (const field of b) if (!choices.has(field.path)) choices.set(field.path, choicesFor(field, []));
  return firstOf(choices, shows);
}

/** Lists of values for a field, each of which satisfies it: single values, and none where absence is asked for. */
function choicesFor(field: FieldTest, others: readonly ValueTest[]): readonly (readonly JsonScalar[])[] {
  const values = tellingValues([...field.tests, ...others]).filter((value) => satisfies(value, field));
  const absent = field.tests.some((test) => test.kind === 'absent');
  return [...(absent ? [[]] : []), ...values.map((value) => [value])];
}

function commonChoices(a: FieldTest, b: FieldTest): readonly (readonly JsonScalar[])[] {
  const values = tellingValues([...a.tests, ...b.tests]);
  const forA = values.filter((value) => satisfies(value, a));
  const forB = values.filter((value) => satisfies(value, b));
  const common = forA.filter((value) => forB.includes(value)).map((value) => [value]);
  const absent = [a, b].every((field) => field.tests.some((test) => test.kind === 'absent')) ? [[]] : [];
  const both = ENVELOPE.has(a.path) || forA.length === 0 || forB.length === 0 ? [] : [[forA[0] as string, forB[0] as string]];
  return [...absent, ...common, ...both];
}

function testsAt(path: string, alternatives: readonly Alternative[]): readonly ValueTest[] {
  return alternatives.flatMap((alternative) => alternative.find((field) => field.path === path)?.tests ?? []);
}

/** The first combination of choices that shows it: the plain one, then those that differ in one field, in two, and so on. */
function firstOf(
  choices: ReadonlyMap<string, readonly (readonly JsonScalar[])[]>,
  shows: (event: string) => boolean,
): string | undefined {
  const paths = [...choices.keys()];
  if (paths.some((path) => choices.get(path)?.length === 0)) return undefined;
  const seen = new Set<string>();
  let queue: number[][] = [paths.map(() => 0)];
  let tries = 0;
  while (queue.length > 0) {
    const next: number[][] = [];
    for (const picks of queue) {
      const key = picks.join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (++tries > MAX_TRIES) return undefined;
      const fields: SampleFields = new Map(paths.map((path, i) => [path, choices.get(path)?.[picks[i] as number] ?? []]));
      const event = sampleEvent(fields);
      if (shows(event)) return event;
      if (next.length > MAX_TRIES) continue;
      paths.forEach((path, i) => {
        const more = (picks[i] as number) + 1;
        if (more < (choices.get(path)?.length ?? 0)) next.push(picks.with(i, more));
      });
    }
    queue = next;
  }
  return undefined;
}
