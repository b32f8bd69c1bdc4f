import fc from 'fast-check';
import {
  EventPatternError,
  explain,
  intersects,
  matches,
  parsePattern,
  PatternIndex,
  simplify,
  subsumes,
  union,
  type Pattern,
} from '../src';
import { deliveredEvent, event, pattern } from './arbitraries';
import { referenceMatches } from './reference-matcher';

/** Patterns that are too complex are not of interest here. */
const parsed: fc.Arbitrary<Pattern> = pattern.filter((text) => tryParse(text) !== undefined).map((text) => parsePattern(text));

function tryParse(text: string): Pattern | undefined {
  try {
    return parsePattern(text);
  } catch (error) {
    if (error instanceof EventPatternError) return undefined;
    throw error;
  }
}

describe('matching', () => {
  it('agrees with the reference matcher', () => {
    fc.assert(
      fc.property(parsed, event, (one, text) => {
        expect(matches(one, text)).toBe(referenceMatches(one.text, text));
      }),
      { numRuns: 3000 },
    );
  });

  it('of an index agrees with the reference matcher, whatever was added, replaced and removed before', () => {
    const step = fc.record({ id: fc.integer({ min: 0, max: 5 }), added: fc.option(parsed) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.array(event, { maxLength: 4 }), (steps, events) => {
        const index = new PatternIndex<number>();
        const held = new Map<number, Pattern>();
        for (const { id, added } of steps) {
          if (added === null) {
            expect(index.remove(id)).toBe(held.delete(id));
          } else {
            index.add(id, added);
            held.delete(id);
            held.set(id, added);
          }
          for (const text of events) {
            const expected = [...held].filter(([, one]) => referenceMatches(one.text, text)).map(([key]) => key);
            expect(index.match(text)).toEqual(expected);
          }
        }
        for (const id of held.keys()) index.remove(id);
        expect(index.stats()).toEqual({ patterns: 0, alternatives: 0, fields: 0, conditions: 0, values: 0 });
      }),
      { numRuns: 400 },
    );
  });

  it('of an object agrees with that of its text', () => {
    fc.assert(
      fc.property(parsed, event, (one, text) => {
        const object = JSON.parse(text) as object;
        expect(matches(one, object)).toBe(matches(one, JSON.stringify(object)));
      }),
    );
  });

  it('does not change with white space and escapes in the event', () => {
    fc.assert(
      fc.property(parsed, event, (one, text) => {
        const spaced = text.replace(/[{}[\],:](?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/g, ' $&\n');
        const escaped = text.replace(/[xyß]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
        expect(matches(one, spaced)).toBe(matches(one, text));
        expect(matches(one, escaped)).toBe(matches(one, text));
      }),
    );
  });

  it('is what explain says', () => {
    fc.assert(
      fc.property(parsed, event, (one, text) => {
        const explanation = explain(one, text);
        expect(explanation.matched).toBe(matches(one, text));
        expect(explanation.nearness === 1).toBe(explanation.matched);
      }),
    );
  });
});

describe('algebra', () => {
  it('subsumes: a yes has no counterexample, a no shows one', () => {
    fc.assert(
      fc.property(parsed, parsed, fc.array(deliveredEvent, { minLength: 20, maxLength: 20 }), (a, b, events) => {
        const proof = subsumes(a, b);
        if (proof.answer === 'yes') {
          for (const text of events) if (matches(b, text)) expect([text, matches(a, text)]).toEqual([text, true]);
        } else if (proof.answer === 'no') {
          expect(matches(b, proof.event ?? '')).toBe(true);
          expect(matches(a, proof.event ?? '')).toBe(false);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('intersects: a no has no counterexample, a yes shows an event', () => {
    fc.assert(
      fc.property(parsed, parsed, fc.array(deliveredEvent, { minLength: 20, maxLength: 20 }), (a, b, events) => {
        const proof = intersects(a, b);
        if (proof.answer === 'no') expect(events.filter((text) => matches(a, text) && matches(b, text))).toEqual([]);
        else if (proof.answer === 'yes') {
          expect(matches(a, proof.event ?? '')).toBe(true);
          expect(matches(b, proof.event ?? '')).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('union is exact', () => {
    fc.assert(
      fc.property(
        fc.array(parsed, { minLength: 1, maxLength: 4 }),
        fc.array(event, { minLength: 15, maxLength: 15 }),
        (all, events) => {
          const united = union(...all);
          for (const text of events) {
            expect(united.some((one) => matches(one, text))).toBe(all.some((one) => matches(one, text)));
          }
        },
      ),
      { numRuns: 800 },
    );
  });

  it('simplify keeps the meaning and never makes longer', () => {
    fc.assert(
      fc.property(parsed, fc.array(event, { minLength: 15, maxLength: 15 }), (one, events) => {
        const simple = simplify(one);
        expect(simple.text.length).toBeLessThanOrEqual(one.text.length);
        for (const text of events) expect(matches(simple, text)).toBe(matches(one, text));
      }),
      { numRuns: 800 },
    );
  });
});

describe('any text at all', () => {
  const broken = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.tuple(pattern, fc.nat(), fc.string()).map(([text, at, extra]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + extra + text.slice(place + extra.length);
    }),
  );

  it('is a pattern or a PatternError with a place inside of it', () => {
    fc.assert(
      fc.property(broken, (text) => {
        try {
          expect(parsePattern(text).text).toBe(text);
        } catch (error) {
          if (!(error instanceof EventPatternError)) throw error;
          expect(error.message.startsWith('Event pattern is not valid. Reason: ')).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('is an event or an EventError; what JSON.parse takes as an object is an event', () => {
    const one = parsePattern('{"a":[{"exists":true}],"b":{"c":[1,{"prefix":"x"}]}}');
    fc.assert(
      fc.property(broken, (text) => {
        let isObject: boolean;
        try {
          const value: unknown = JSON.parse(text);
          isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        } catch {
          isObject = false;
        }
        try {
          matches(one, text);
        } catch (error) {
          if (!(error instanceof EventPatternError)) throw error;
          expect(isObject).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
