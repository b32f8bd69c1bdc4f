import { parsePattern } from '@busbar/event-pattern';
import { Archive } from '../../../src/services/eventbridge/bus';
import { BusEvent } from '../../../src/services/eventbridge/bus-event';

const event = (bytes: number, source = 'a') =>
  new BusEvent({
    source,
    detailType: 'b',
    detail: JSON.stringify({ text: 'x'.repeat(bytes) }),
    resources: [],
    time: 0,
    account: '111122223333',
    region: 'eu-west-1',
  });

describe('an archive', () => {
  it('takes what its pattern lets in', () => {
    const archive = new Archive({ name: 'n', arn: 'arn', retentionDays: 1, pattern: parsePattern('{"source":["a"]}') });
    expect([archive.offer(event(1)), archive.offer(event(1, 'z'))]).toEqual([true, false]);
    expect(archive.count).toBe(1);
  });

  it('counts everything, and keeps the newest that fit into memory', () => {
    const archive = new Archive({ name: 'n', arn: 'arn', retentionDays: 0, pattern: undefined });
    const events = Array.from({ length: 80 }, () => event(1_000_000));
    for (const one of events) archive.offer(one);
    expect(archive.count).toBe(80);
    expect(archive.events.length).toBeLessThan(68);
    expect(archive.events.at(-1)).toBe(events.at(-1));
  });
});
