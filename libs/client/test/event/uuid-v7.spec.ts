import { uuidV7 } from '../../src/event';

describe('uuidV7', () => {
  it('has the layout of RFC 9562', () => {
    const now = Date.now() + 60_000;
    const id = uuidV7(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
  });

  it('sorts in the order of making, within a millisecond, past its counter, and when the clock steps back', () => {
    const now = Date.now() + 120_000;
    const ids = [
      ...Array.from({ length: 20_000 }, () => uuidV7(now)),
      ...Array.from({ length: 100 }, () => uuidV7(now - 5_000)),
      uuidV7(now + 60_000),
    ];
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
