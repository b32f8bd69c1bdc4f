import fc from 'fast-check';
import { findQuote as findQuoteByByte } from '../src/scan/json-skipping';
import { TextTable } from '../src/scan/text-table';
import { findQuote, hashOf, PADDING, paddedView } from '../src/scan/text-words';

const text = fc
  .array(fc.constantFrom('a', 'b', '\0', '!', '#', 'é', '😀', '\x7f'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('text read four bytes at a time', () => {
  it('has its first quote where single bytes have it', () => {
    fc.assert(
      fc.property(text, text, text, (before, inside, after) => {
        const view = paddedView(`${before}${inside}"${after}`);
        const bytes = new Uint8Array(view.buffer);
        const from = new TextEncoder().encode(before).length;
        expect(findQuote(view, from)).toBe(findQuoteByByte(bytes, from));
      }),
    );
  });

  it('is found in a table, wherever it stands, as long as it was added and not removed', () => {
    const steps = fc.array(fc.record({ text, isRemoved: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.nat({ max: 5 }), (all, offset) => {
        const table = new TextTable();
        const expected = new Map<string, number>();
        for (const [i, step] of all.entries()) {
          if (step.isRemoved) table.remove(step.text);
          else if (!expected.has(step.text)) table.add(step.text, i + 1);
          if (step.isRemoved) expected.delete(step.text);
          else if (!expected.has(step.text)) expected.set(step.text, i + 1);
        }
        for (const one of all) {
          const view = paddedView(`${'-'.repeat(offset)}${one.text}`);
          const end = view.byteLength - PADDING;
          // What follows the text must not count.
          view.setInt32(end, -1, true);
          expect(table.find(view, offset, end, hashOf(view, offset, end))).toBe(expected.get(one.text) ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
