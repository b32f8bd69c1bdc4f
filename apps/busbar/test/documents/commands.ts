import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../../../..');

/** A command in a document. */
export interface DocumentedCommand {
  /** `docs/operating.md:12`. */
  readonly at: string;
  readonly words: readonly string[];
}

/** README and ARCHITECTURE, everything in docs/, and the READMEs of the packages. What was decided once is history. */
export function documents(): readonly string[] {
  const all = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !/node_modules|\/dist\//.test(name))
      .map((name) => join(folder, name));
  return [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...all('docs').filter((name) => !name.includes('decisions')),
    ...readdirSync(join(root, 'libs')).flatMap((name) => readme(join('libs', name))),
    ...readme('apps/busbar'),
  ].sort();
}

function readme(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).includes('README.md') ? [join(folder, 'README.md')] : [];
}

/** The commands of the fenced blocks that begin with `program`, also as `npx <program>` and behind `$ `. */
export function commandsOf(document: string, program: string): readonly DocumentedCommand[] {
  const path = join(root, document);
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```(?:sh|bash|console|)\n(.*?)^```$/gms)].flatMap((block) => {
    const first = text.slice(0, block.index).split('\n').length + 1;
    const lines = (block[1] ?? '').split('\n');
    return lines.flatMap((line, index): DocumentedCommand[] => {
      if (index > 0 && lines[index - 1]?.endsWith('\\')) return [];
      let whole = line;
      for (let next = index + 1; whole.endsWith('\\'); next++)
        whole = `${whole.slice(0, -1).trimEnd()} ${(lines[next] ?? '').trim()}`;
      const command = commandIn(whole, program);
      return command === undefined ? [] : [{ at: `${relative(root, path)}:${first + index}`, words: wordsOf(command) }];
    });
  });
}

function commandIn(line: string, program: string): string | undefined {
  const command = line.trim().replace(/^\$ /, '').replace(/^npx /, '');
  // What follows two spaces or "#" explains the command, what follows a pipe is another one.
  const [alone = ''] = command.split(/ {2,}| # | \| | && | > /);
  return alone.startsWith(`${program} `) ? alone : undefined;
}

/**
 * As a shell splits it. What a synopsis leaves open is filled in: `<ref>` is a word, `[--stage <s>]` is given, `text|json` is the
 * first of them, and `…` is nothing. A variable is a URL or a time where it is called so.
 */
function wordsOf(command: string): readonly string[] {
  const words = command.match(/'[^']*'|"(?:[^"\\]|\\.)*"|(?:<[^>]*>|[^\s])+/g) ?? [];
  return words
    .map((word) => (/^['"]/.test(word) ? word.slice(1, -1) : placeholder(word)))
    .map((word) => (/^\$\w*URL$/.test(word) ? 'http://127.0.0.1' : word))
    .map((word) => (/^\$(?:SINCE|UNTIL)$/.test(word) ? '2026-12-01T09:00:00Z' : word))
    .filter((word) => word !== '');
}

function placeholder(word: string): string {
  const plain = word.replaceAll(/[[\]…]/g, '').replaceAll(/<([^>]*)>/g, (_, name: string) => name.replaceAll(/\W+/g, '-'));
  return /^[\w-]+(?:\|[\w-]+)+$/.test(plain) ? (plain.split('|')[0] ?? plain) : plain;
}

/** Code spans that name a verb: `busbar plan --base`. @returns the words up to the first option */
export function mentionsOf(document: string): readonly DocumentedCommand[] {
  return readFileSync(join(root, document), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/`(?:npx )?busbar ([a-z][a-z-]*(?: [a-z][a-z-]*)?)[^`]*`/g)].map(([, verb = '']) => ({
        at: `${document}:${index + 1}`,
        words: verb.split(' '),
      })),
    );
}
