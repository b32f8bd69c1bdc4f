import type { ErrorCode, YAMLError } from 'yaml';

/** What a mistake of syntax is in plain words, and what to do. */
export interface YamlMistake {
  /** Where it is to be mended, in UTF-16 code units from 0. */
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/** A mistake as the parser finds it. */
interface Found {
  readonly text: string;
  readonly offset: number;
  /** The text from there to the end of its line. */
  readonly rest: string;
  /** The parser's words. */
  readonly words: string;
}

type Explanation = (found: Found) => Partial<YamlMistake> & Pick<YamlMistake, 'message' | 'fix'>;

/** In plain words what the parser says; its own words where the table has none. */
export function yamlMistake({ code, message, pos: [start] }: YAMLError, text: string): YamlMistake {
  const offset = Math.min(start, text.length);
  const found: Found = { text, offset, rest: lineFrom(text, offset), words: message };
  const explain = EXPLANATIONS[code]?.find(([words]) => words.test(message))?.[1];
  return { offset, ...(explain?.(found) ?? { message: firstSentence(message), fix: 'Correct the YAML at this place.' }) };
}

/** An alias such as `*x*` of an anchor that there is not: nearly always a wildcard without quotes. */
export function aliasMistake(offset: number, text: string): YamlMistake {
  return { offset, ...reservedStart({ text, offset, rest: lineFrom(text, offset), words: '' }) };
}

const unclosedQuote =
  (quote: string): Explanation =>
  ({ text, offset }) => ({
    offset: openingQuote(text, offset, quote),
    message: `The string that begins here has no closing ${quote === '"' ? "'\"'" : '"\'"'}.`,
    fix: `Write ${quote} where the string ends.`,
  });

const noColon: Explanation = ({ text, offset, rest }) => {
  const line = rest.trim();
  const [, key, sign, value] = /^([\w.@-]+)(:|\s*=\s*)(\S.*)$/.exec(line) ?? [];
  if (line === '-' || line.startsWith('- ')) {
    return {
      message: 'A list item stands among the keys of a map.',
      fix: 'Indent it below the key whose list it belongs to, or give it a key.',
    };
  }
  if (key === undefined || value === undefined) {
    return {
      offset: offset + leadingSpaces(text.slice(offset)),
      message: `There is no ":" after ${JSON.stringify(line)}.`,
      fix: 'Write "key: value"; put a value that continues on a second line in quotes.',
    };
  }
  return sign === ':'
    ? { message: `There is no space after the colon of "${key}:".`, fix: `Write "${key}: ${value}".` }
    : { message: `"${key}" is followed by "=", not by a colon.`, fix: `Write "${key}: ${value}".` };
};

const unequalIndent: Explanation = ({ text, offset }) => {
  const line = lineAround(text, offset);
  const [, item] = /^\s*-([^\s-].*)$/.exec(line) ?? [];
  if (item !== undefined) return { message: 'There is no space after the "-" of a list item.', fix: `Write "- ${item.trim()}".` };
  return {
    message: `The line is indented by ${spaces(leadingSpaces(line))}, unlike the lines that it belongs with.`,
    fix: 'Indent the keys of one map, and the items of one list, equally.',
  };
};

const nested: Explanation = (found) => {
  const { text, offset, rest } = found;
  const value = rest.trim();
  if (value.startsWith('?')) return reservedStart(found);
  if (/:(?:\s|$)/.test(value)) {
    return {
      message: `The value ${JSON.stringify(value)} has ": " in it, which YAML reads as another key.`,
      fix: `Put it in quotes: ${JSON.stringify(value)}.`,
    };
  }
  const next = offset + rest.length + (/^\s*/.exec(text.slice(offset + rest.length))?.[0].length ?? 0);
  return {
    offset: next,
    message: `The line is indented further than the one above, which has the value ${JSON.stringify(value)} already.`,
    fix: 'Indent it like the key above, or remove the value there.',
  };
};

const reservedStart: Explanation = ({ rest }) => {
  const [, value = ''] = /^([^\s,[\]{}]+)\s*(?:[,\]}]|#|$)/.exec(rest) ?? [];
  return {
    message: `A value that is not in quotes begins with "${rest.charAt(0)}", which has a meaning of its own in YAML.`,
    fix: value === '' ? 'Put the whole value in quotes.' : `Put it in quotes: ${JSON.stringify(value)}.`,
  };
};

const unclosedBracket =
  (open: string, close: string, what: string): Explanation =>
  () => ({ message: `The "${open}" before this place has no "${close}".`, fix: `Write "${close}" where the ${what} ends.` });

const words =
  (message: string, fix: string): Explanation =>
  () => ({ message, fix });

/**
 * From the codes of the `yaml` library, and where one code stands for several mistakes its messages, to words. What is absent is
 * rare, and keeps the library's words.
 */
const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, readonly (readonly [words: RegExp, explain: Explanation])[]>>> = {
  TAB_AS_INDENT: [[/./, words('The line is indented with a tab.', 'Indent with spaces: YAML does not accept tabs.')]],
  MULTILINE_IMPLICIT_KEY: [[/./, noColon]],
  BAD_INDENT: [
    [/end with a \]/, unclosedBracket('[', ']', 'list')],
    [/end with a \}/, unclosedBracket('{', '}', 'map')],
    [/same column/, unequalIndent],
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    [/^Nested mappings/, nested],
    [
      /block sequence/,
      words('The list item is indented unlike those before it.', 'Write every "-" of one list in the same column.'),
    ],
  ],
  BAD_SCALAR_START: [[/./, reservedStart]],
  BAD_ALIAS: [[/empty string/, reservedStart]],
  MISSING_CHAR: [
    [/closing "quote/, unclosedQuote('"')],
    [/closing 'quote/, unclosedQuote("'")],
    [/^Implicit map keys/, noColon],
    [/^Sequence item without/, unequalIndent],
    [/^Missing , /, words('There is no comma between two entries.', 'Write a comma between them.')],
    [
      /^Comments must/,
      words('There is no space before a "#".', 'Write a space before it if a comment begins; put the value in quotes otherwise.'),
    ],
    [
      /directives-end/,
      ({ text }) => ({
        offset: Math.max(0, text.search(/^%/m)),
        message: 'The line begins with "%", which has a meaning of its own in YAML.',
        fix: 'Put the key in quotes, or remove the line.',
      }),
    ],
  ],
  UNEXPECTED_TOKEN: [
    [
      /^Unexpected block-seq-ind on same line/,
      words('A list item is on the line of its key.', 'Begin the list on the next line, or write it as [a, b].'),
    ],
    [
      /at node end$/,
      words(
        'There is text after the end of a value.',
        `Put the whole value in one pair of quotes, or a comma between two entries; a ' between two ' is written twice.`,
      ),
    ],
    [/^Unexpected (?:,|empty item)/, words('There is no entry before the comma.', 'Write one, or remove the comma.')],
    [
      /flow-(?:seq|map)-end/,
      ({ rest }) => ({ message: `The "${rest.charAt(0)}" closes nothing.`, fix: 'Remove it, or write what it closes.' }),
    ],
    [
      /^(?:Block scalar header|Not a YAML token)/,
      words(
        'Text follows a "|" or ">", which begins a text of several lines.',
        'Begin that text on the next line; put the value in quotes if ">" or "|" is part of it.',
      ),
    ],
  ],
  BLOCK_IN_FLOW: [
    [
      /./,
      words(
        'Between brackets, a value has a ":" in it.',
        'Write a comma between two entries; put a value that has ": " in it in quotes.',
      ),
    ],
  ],
  BAD_DQ_ESCAPE: [
    [
      /./,
      ({ rest }) => ({
        message: `"${rest.slice(0, 2)}" means nothing between double quotes.`,
        fix: `Write "\\${rest.slice(0, 2)}", or use single quotes.`,
      }),
    ],
  ],
  TAG_RESOLVE_FAILED: [
    [
      /^Unresolved tag/,
      ({ rest }) => ({
        message: `"${/^\S*/.exec(rest)?.[0] ?? '!'}" is read as a tag, and no file here may have one.`,
        fix: 'Remove it, or put the whole value in quotes.',
      }),
    ],
  ],
  DUPLICATE_KEY: [
    [
      /./,
      ({ rest }) => ({
        message: `The key "${
          /^(?:"([^"]*)"|'([^']*)'|([\w.@$-]+))/
            .exec(rest)
            ?.slice(1)
            .find((key) => key !== undefined) ?? ''
        }" occurs twice.`,
        fix: 'Remove one of them, and put below the other what both have.',
      }),
    ],
  ],
  MULTIPLE_DOCS: [
    [
      /./,
      words(
        'A second document begins here.',
        'Remove the "---": what follows it belongs to the same document, or to a file of its own.',
      ),
    ],
  ],
};

/** The parser reports where the text ends; the string that swallowed it begins at the last quote that opens one. */
function openingQuote(text: string, end: number, quote: string): number {
  const before = text.slice(0, end);
  const openings = [...before.matchAll(new RegExp(`(?<=[\\s,[{:-]|^)${quote}`, 'g'))];
  return openings.at(-1)?.index ?? end;
}

function lineFrom(text: string, offset: number): string {
  return /^[^\n]*/.exec(text.slice(offset))?.[0].replace(/\r$/, '') ?? '';
}

function lineAround(text: string, offset: number): string {
  return lineFrom(text, text.lastIndexOf('\n', offset - 1) + 1);
}

function leadingSpaces(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count} spaces`;
}

function firstSentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return line.endsWith('.') ? line : `${line}.`;
}
