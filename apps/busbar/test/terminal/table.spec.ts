import { fit, table } from '../../src/terminal/table';

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

  it('cuts a last column that runs over the width, unless too little of it would be left', () => {
    const lines = (width: number) => table([{ title: 'A' }, { title: 'B' }], [['x', 'one two three']], plain, width);
    expect(lines(16)).toEqual(['A  B', 'x  one two three']);
    expect(lines(13)).toEqual(['A  B', 'x  one two t…']);
    expect(lines(10)).toEqual(['A  B', 'x  one two three']);
  });

  it('prints the heading alone when there are no rows', () => {
    expect(table([{ title: 'NAME' }, { title: 'X' }], [], plain)).toEqual(['NAME  X']);
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
