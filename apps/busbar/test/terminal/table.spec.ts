import { fit, table, wrap, type Column } from '../../src/terminal/table';

const plain = (text: string) => text;

describe('table', () => {
  it('aligns columns by what is visible, not by colour codes, and leaves no trailing blanks', () => {
    const rows = [
      ['\u001b[36mshort\u001b[39m', '5'],
      ['a longer name', '1,000'],
    ];
    expect(table([{ title: 'NAME' }, { title: 'COUNT', align: 'right' }], rows, plain)).toEqual([
      'NAME           COUNT',
      '\u001b[36mshort\u001b[39m              5',
      'a longer name  1,000',
    ]);
  });

  it('prints the heading alone when there are no rows', () => {
    expect(table([{ title: 'NAME' }, { title: 'X' }], [], plain)).toEqual(['NAME  X']);
  });

  it('shows a control character in a cell, and counts what it shows', () => {
    expect(table([{ title: 'A' }, { title: 'B' }], [['x\ny', 'z']], plain)).toEqual(['A     B', 'x\\ny  z']);
  });

  const columns: readonly Column[] = [
    { title: 'A', cut: 'start', least: 6 },
    { title: 'B', leaveOut: 1 },
    { title: 'C', cut: 'end', least: 6 },
  ];
  const row = ['service/\u001b[36mname\u001b[39m', 'bbbb', 'one two three'];

  it.each([
    [33, ['A             B     C', 'service/\u001b[36mname\u001b[39m  bbbb  one two three']],
    [30, ['A            B     C', '…rvice/\u001b[36mname\u001b[39m  bbbb  one two th…']],
    [20, ['A       B     C', '…/\u001b[36mname\u001b[39m  bbbb  one t…']],
    [19, ['A         C', '…ce/\u001b[36mname\u001b[39m  one two …']],
    [5, ['A       C', '…/\u001b[36mname\u001b[39m  one t…']],
  ])('at %i characters cuts the widest column first, then leaves columns out', (width, lines) => {
    const [heading, line] = table(columns, [row], plain, width);
    expect([heading?.split(/\s+/), line]).toEqual([lines[0]?.split(/\s+/), lines[1]]);
  });
});

describe('fit', () => {
  it('cuts what is visible and keeps every colour code, so that colour does not run on', () => {
    expect(fit('ab\u001b[31mcdef\u001b[39m', 4)).toBe('ab\u001b[31mcd\u001b[39m');
  });

  it('leaves a line that fits as it is', () => {
    expect(fit('abc', 3)).toBe('abc');
  });
});

describe('wrap', () => {
  it('breaks between words, and indents what follows', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
    expect(wrap('one two', Infinity)).toEqual(['one two']);
  });
});
