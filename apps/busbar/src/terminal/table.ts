import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Numbers are right-aligned. Default left. */
  readonly align?: 'left' | 'right';
}

/**
 * Lines of a table without frames, two spaces between columns, no trailing blanks; cells may hold colour. A last column that
 * runs over `width` is cut, with `…`, and left whole where that would not leave it anything to say.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  heading: (text: string) => string,
  width = Infinity,
): string[] {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => visibleLength(row[i] ?? ''))));
  const room = width - widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const cell = i === columns.length - 1 ? shorten(cells[i] ?? '', room) : (cells[i] ?? '');
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

const LEAST_ROOM = 8;

function shorten(cell: string, room: number): string {
  return visibleLength(cell) <= room || room < LEAST_ROOM ? cell : `${fit(cell, room - 1)}…`;
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
