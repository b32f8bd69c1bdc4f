import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Numbers are right-aligned. Default left. */
  readonly align?: 'left' | 'right';
}

/** Lines of a table without frames, two spaces between columns, no trailing blanks; cells may hold colour. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], heading: (text: string) => string): string[] {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => visibleLength(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? '';
        const blanks = ' '.repeat(Math.max(0, (widths[i] ?? 0) - visibleLength(cell)));
        return align === 'right' ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd();
  return [heading(line(columns.map(({ title }) => title))), ...rows.map(line)];
}

/** Cuts a line to a terminal's width, colour codes left whole. */
export function fit(line: string, width: number): string {
  if (visibleLength(line) <= width) return line;
  let visible = 0;
  let out = '';
  for (const part of line.split(/(\u001b\[[0-9;]*m)/u)) {
    if (part.startsWith('\u001b')) out += part;
    else if (visible < width) {
      const cut = part.slice(0, Math.max(0, width - visible));
      out += cut;
      visible += cut.length;
    }
  }
  return out;
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
