import type { Position, Severity } from '@busbar/problem';

/**
 * A workflow command, which GitHub shows beside a line of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(
  level: Severity | 'notice',
  { at, title }: { readonly at?: Position | undefined; readonly title: string },
  lines: readonly string[],
): string {
  const place = at ? `file=${property(at.file)},line=${at.line},col=${at.column},` : '';
  return `::${level} ${place}title=${property(title)}::${data(lines.join('\n'))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
