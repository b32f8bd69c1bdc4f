/** Lines with so many spaces before each. */
export function block(lines: readonly string[], spaces: number): string {
  return lines.map((line) => `${' '.repeat(spaces)}${line}\n`).join('');
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
