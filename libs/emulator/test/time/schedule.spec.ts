import fc from 'fast-check';
import { ManualClock, type Clock } from '../../src/time/clock';
import { Schedule, type Appointment } from '../../src/time/schedule';

describe('Schedule', () => {
  it('runs what is due, in order, and never early', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }), (delays) => {
        const clock = new ManualClock(0);
        const schedule = new Schedule(clock);
        const ran: { due: number; at: number }[] = [];
        for (const due of delays) schedule.after(due, () => ran.push({ due, at: clock.now() }));
        clock.advance(5_010);
        expect(ran.map(({ due }) => due).sort((a, b) => a - b)).toEqual([...delays].sort((a, b) => a - b));
        for (const { due, at } of ran) {
          expect(at).toBeGreaterThanOrEqual(due);
          expect(at).toBeLessThanOrEqual(due + 10);
        }
      }),
    );
  });

  it('does not run what was cancelled, also from within another one', () => {
    const clock = new ManualClock(0);
    const schedule = new Schedule(clock);
    const ran: string[] = [];
    const cancelled = schedule.after(50, () => ran.push('cancelled'));
    const later: Appointment = schedule.after(70, () => ran.push('later'));
    schedule.after(50, () => {
      ran.push('canceller');
      schedule.cancel(later);
    });
    schedule.cancel(cancelled);
    schedule.cancel(cancelled);
    clock.advance(1_000);
    expect(ran).toEqual(['canceller']);
  });

  it('runs what an appointment makes, even for now', () => {
    const clock = new ManualClock(0);
    const schedule = new Schedule(clock);
    const ran: number[] = [];
    const again = () => {
      ran.push(clock.now());
      if (ran.length < 4) schedule.after(0, again);
    };
    schedule.after(100, again);
    clock.advance(200);
    expect(ran).toHaveLength(4);
  });

  it('waits longer than a timer of Node can', () => {
    const clock = new ManualClock(0);
    const schedule = new Schedule(clock);
    let ran = false;
    schedule.after(40 * 86_400_000, () => (ran = true));
    clock.advance(39 * 86_400_000);
    expect(ran).toBe(false);
    clock.advance(86_400_000);
    expect(ran).toBe(true);
  });

  it.each([-86_400_000, 86_400_000])("keeps what it promised when the machine's clock jumps by %d ms", (jump) => {
    let jumped = 0;
    const manual = new ManualClock();
    const clock: Clock = {
      now: () => manual.now() + jumped,
      elapsed: () => manual.elapsed(),
      after: (ms, run) => manual.after(ms, run),
    };
    const schedule = new Schedule(clock);
    const ran: string[] = [];
    schedule.after(100, () => ran.push('before'));
    jumped = jump;
    schedule.after(200, () => ran.push('after'));
    manual.advance(99);
    expect(ran).toEqual([]);
    manual.advance(20);
    expect(ran).toEqual(['before']);
    manual.advance(100);
    expect(ran).toEqual(['before', 'after']);
  });
});
