import { needsEnvironment, type Load } from '../../../../src/services/lambda/runtime/scaling';

describe('another environment', () => {
  const load = (change: Partial<Load>): Load => ({ waiting: 10, finished: 0, computing: 0, starting: false, ...change });

  it.each<[string, Partial<Load>, boolean]>([
    ['nothing waits', { waiting: 0 }, false],
    ['the environments wait for something else', {}, true],
    ['the line is worked off within 100 ms', { waiting: 40, finished: 10 }, false],
    ['the backlog needs longer than that', { waiting: 41, finished: 10 }, true],
    ['one starts already', { starting: true }, false],
    ['the cores compute already', { computing: 1.5 }, false],
    ['there is a core left', { computing: 1.4 }, true],
  ])('when %s: %j', (_when, change, needed) => {
    expect(needsEnvironment(load(change), 2)).toBe(needed);
  });
});
