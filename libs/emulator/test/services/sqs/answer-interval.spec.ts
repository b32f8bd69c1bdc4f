import { AnswerInterval } from '../../../src/services/sqs/answer-interval';

/** A thread that works for a share of its time. */
function thread() {
  let now = 0;
  let active = 0;
  type Sample = { readonly idle: number; readonly active: number; readonly utilization: number };
  const sample = (): Sample => ({ idle: now - active, active, utilization: now === 0 ? 0 : active / now });
  return {
    now: () => now,
    eventLoopUtilization: (later?: Sample, earlier?: Sample): Sample => {
      if (!later || !earlier) return sample();
      const busy = later.active - earlier.active;
      return { idle: 0, active: busy, utilization: busy / (busy + later.idle - earlier.idle) };
    },
    work(milliseconds: number, share: number) {
      now += milliseconds;
      active += milliseconds * share;
    },
  };
}

describe('the rest between two answers', () => {
  it.each([
    [0, 10],
    [0.5, 10],
    [0.85, 10],
    [0.925, 25],
    [1, 40],
  ])('of a thread that works %f of its time is %d ms', (share, milliseconds) => {
    const one = thread();
    const rest = new AnswerInterval(one);
    one.work(100, share);
    expect(rest.milliseconds).toBeCloseTo(milliseconds);
  });

  it('follows the last tenth of a second, not the whole past', () => {
    const one = thread();
    const rest = new AnswerInterval(one);
    one.work(10_000, 1);
    expect(rest.milliseconds).toBe(40);
    one.work(99, 0);
    expect(rest.milliseconds).toBe(40);
    one.work(1, 0);
    expect(rest.milliseconds).toBe(10);
  });
});
