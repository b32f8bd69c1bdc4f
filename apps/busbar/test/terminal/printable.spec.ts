import { printable, printableJson, withoutControls } from '../../src/terminal/printable';

describe('printable', () => {
  it.each([
    ['an escape sequence', '\u001b[2J\u001b[31mred', '\\u001b[2J\\u001b[31mred'],
    ['a carriage return that overwrites the line', 'wrong\rok', 'wrong\\rok'],
    ['a line that is not ours', 'x\nok  everything is fine', 'x\\nok  everything is fine'],
    ['a bell and a backspace', '\u0007\u0008', '\\u0007\\u0008'],
    ['C1: an escape sequence in one character', '\u009b31m', '\\u009b31m'],
    ['bidirectional controls', 'a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['tags, which no terminal shows', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['a workflow command', '::error::x', '\\u003a:error::x'],
    ['a workflow command after blanks', '  ::add-mask::x', '  \\u003a:add-mask::x'],
    ['an older workflow command', 'x ##[error]y', 'x #\\u0023[error]y'],
    ['nothing of ordinary text', 'Zürich → 東京 👩‍👩‍👧 a::b', 'Zürich → 東京 👩‍👩‍👧 a::b'],
  ])('shows %s', (_, line, shown) => {
    expect(printable(line, false)).toBe(shown);
    expect(printable(shown, false)).toBe(shown);
  });

  it('leaves the colours of the program where colour is on, and nothing else', () => {
    const line = '\u001b[31mbad\u001b[39m \u001b[8mhidden\u001b[1A';
    expect(printable(line, true)).toBe('\u001b[31mbad\u001b[39m \\u001b[8mhidden\\u001b[1A');
    expect(printable(line, false)).not.toContain('\u001b');
    expect(printable('\u001b[1m::error::x', true)).toBe('\u001b[1m\\u003a:error::x');
  });

  it('lets a workflow command of the program through, on one line', () => {
    expect(withoutControls('::error file=a::b\u001b\n::error::c', false)).toBe('::error file=a::b\\u001b\\n::error::c');
  });

  it('changes how JSON is written, not what it says', () => {
    const value = { 'k\u009b': 'a\u202e\u007f\u{e0041}\u001b' };
    const json = printableJson(JSON.stringify(value, null, 2));
    expect(json).toMatch(/^[\n\x20-\x7e]*$/);
    expect(JSON.parse(json)).toEqual(value);
  });
});
