import { stripVTControlCharacters } from 'node:util';
import { printable } from './printable';

export interface Column {
  readonly title: string;
  /** Numbers are right-aligned. Default left. */
  readonly align?: 'left' | 'right';
  /** Which end of a cell gives way, with `…`, where the width does not suffice. Default: none, the column keeps its width. */
  readonly cut?: 'start' | 'end';
  /** Characters that a column is cut to at most. Default 12. */
  readonly least?: number;
  /** Left out where cutting alone does not suffice; the highest number first. Default: never left out. */
  readonly leaveOut?: number;
}

const LEAST = 12;
const GAP = 2;

/**
 * Lines of a table without frames, two spaces between columns, no trailing blanks; cells may hold colour. What does not fit into
 * `width` is cut, the widest column first; then columns are left out. A line breaks only where even that does not suffice.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  heading: (text: string) => string,
  width = Infinity,
): string[] {
  const cells = rows.map((row) => columns.map((_, at) => printable(row[at] ?? '', true)));
  const natural = columns.map(({ title }, at) => Math.max(title.length, ...cells.map((row) => visibleLength(row[at] ?? ''))));
  const shown = columnsWithin(columns, natural, width);
  const widths = widthsWithin(columns, natural, shown, width);
  const line = (row: readonly string[]) =>
    shown
      .map((at) => {
        const { align, cut } = columns[at] as Column;
        const room = widths.get(at) ?? 0;
        const cell = cut ? shorten(row[at] ?? '', room, cut) : (row[at] ?? '');
        const blanks = ' '.repeat(Math.max(0, room - visibleLength(cell)));
        return align === 'right' ? blanks + cell : cell + blanks;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [heading(line(columns.map(({ title }) => title))), ...cells.map(line)];
}

/** Indexes of the columns that are shown: as many as fit when each is cut as far as it may be. */
function columnsWithin(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  let shown = columns.map((_, at) => at);
  const smallest = (at: number) =>
    columns[at]?.cut ? Math.min(natural[at] ?? 0, columns[at]?.least ?? LEAST) : (natural[at] ?? 0);
  while (total(shown.map(smallest)) > width) {
    const next = shown
      .filter((at) => columns[at]?.leaveOut !== undefined)
      .sort((a, b) => (columns[b]?.leaveOut ?? 0) - (columns[a]?.leaveOut ?? 0))[0];
    if (next === undefined) break;
    shown = shown.filter((at) => at !== next);
  }
  return shown;
}

/** The widest column that may be cut gives way, character by character. */
function widthsWithin(
  columns: readonly Column[],
  natural: readonly number[],
  shown: readonly number[],
  width: number,
): Map<number, number> {
  const widths = new Map(shown.map((at) => [at, natural[at] ?? 0]));
  for (let excess = total([...widths.values()]) - width; excess > 0 && Number.isFinite(excess); excess--) {
    const [widest] = shown
      .filter((at) => columns[at]?.cut && (widths.get(at) ?? 0) > (columns[at]?.least ?? LEAST))
      .sort((a, b) => (widths.get(b) ?? 0) - (widths.get(a) ?? 0));
    if (widest === undefined) break;
    widths.set(widest, (widths.get(widest) ?? 0) - 1);
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP * Math.max(0, widths.length - 1);
}

/** Lines of words, none longer than `width`; a word that is longer keeps its own line. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && visibleLength(last) + 1 + visibleLength(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : indent + word);
  }
  return lines;
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

function shorten(cell: string, room: number, cut: 'start' | 'end'): string {
  if (visibleLength(cell) <= room) return cell;
  return cut === 'end' ? `${fit(cell, room - 1)}…` : withoutStart(cell, room);
}

/** The end of a cell, `…` before it, colour codes left whole. */
function withoutStart(cell: string, room: number): string {
  let drop = visibleLength(cell) - room + 1;
  let marked = false;
  return cell
    .split(/(\u001b\[[0-9;]*m)/u)
    .map((part) => {
      if (part.startsWith('\u001b')) return part;
      const dropped = Math.min(drop, part.length);
      drop -= dropped;
      const rest = part.slice(dropped);
      if (marked || drop > 0) return rest;
      marked = true;
      return `…${rest}`;
    })
    .join('');
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
