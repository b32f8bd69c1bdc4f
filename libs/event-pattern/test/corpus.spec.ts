import { explain, matches, parsePattern, PatternError, PatternIndex, simplify, subsumes, union } from '../src';
import { corpus } from './corpus';
import { referenceMatches } from './reference-matcher';

const cases = corpus();
const verdicts = cases.flatMap((it) => (it.event === undefined ? [] : [it]));
const refusals = cases.flatMap((it) => (it.error === undefined ? [] : [it]));

describe('corpus', () => {
  it('has at least 600 cases, all with their own id and a source', () => {
    expect(cases.length).toBeGreaterThanOrEqual(600);
    expect(new Set(cases.map((it) => it.id)).size).toBe(cases.length);
    expect(cases.filter((it) => it.source === '')).toEqual([]);
  });

  it.each(verdicts.map((it) => [it.id, it] as const))('%s', (_, { pattern, event, expected }) => {
    expect(matches(parsePattern(pattern), event)).toBe(expected);
  });

  it.each(refusals.map((it) => [it.id, it] as const))('%s is refused in EventBridge’s words', (_, { pattern, error }) => {
    expect(() => parsePattern(pattern)).toThrow(PatternError);
    expect(() => parsePattern(pattern)).toThrow(new PatternError('grammar', '', 0, 0, error));
  });

  it('gives the same verdicts by one index of all patterns', () => {
    const index = new PatternIndex<string>();
    for (const { pattern } of verdicts) index.add(pattern, parsePattern(pattern));
    const wrong = verdicts.filter(({ pattern, event, expected }) => index.match(event).includes(pattern) !== expected);
    expect(wrong.map((it) => it.id)).toEqual([]);
  });

  it('gives the same verdicts by the reference matcher', () => {
    const wrong = verdicts.filter(({ pattern, event, expected }) => referenceMatches(pattern, event) !== expected);
    expect(wrong.map((it) => it.id)).toEqual([]);
  });

  it('is explained without contradiction', () => {
    for (const { pattern, event, expected } of verdicts) {
      const explanation = explain(parsePattern(pattern), event);
      expect(explanation.matched).toBe(expected);
      expect(explanation.nearness === 1).toBe(expected);
      if (!expected)
        expect(explanation.alternatives.every((it) => it.inconsistent ?? it.fields.some((field) => !field.matched))).toBeTruthy();
    }
  });

  it('means the same after simplify and after union', () => {
    for (const { id, pattern, event, expected } of verdicts) {
      const parsed = parsePattern(pattern);
      expect([id, matches(simplify(parsed), event)]).toEqual([id, expected]);
      expect([id, union(parsed, parsed).some((it) => matches(it, event))]).toEqual([id, expected]);
      expect(subsumes(parsed, parsed).answer).not.toBe('no');
    }
  });
});
