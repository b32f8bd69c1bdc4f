/** The colours that `style.ts` uses; no other escape sequence ever reaches a terminal through a line. */
const COLOUR = /(\u001b\[(?:1|2|22|3[1236]|39)m)/u;

/** C0, DEL, C1, line separators, bidirectional controls and tags: what acts on a terminal, or hides what a line says. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/**
 * A line that can only be one line of text: event data, file names and YAML come from others, and what they hold must neither
 * move the cursor, nor forge a line, nor speak to a CI server. Control characters become visible escapes (`\u001b`, `\n`), and what
 * GitHub would take for a workflow command is broken up. Applied twice, it changes nothing more.
 *
 * @param colour whether the colours of `style.ts` are left as they are; true only where colour is on
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function printable(line: string, colour: boolean): string {
  return withoutControls(line, colour)
    .replace(/^((?:\s|\u001b\[\d+m)*):(?=:)/u, '$1\\u003a')
    .replaceAll('##[', '#\\u0023[');
}

/** The same for a line that is meant to be a workflow command. */
export function withoutControls(line: string, colour: boolean): string {
  if (!colour) return escaped(line);
  return line
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : escaped(part)))
    .join('');
}

/** JSON text whose strings hold no control characters; the values are the same. */
export function printableJson(json: string): string {
  return json.replaceAll(CONTROL, (character) => (character === '\n' ? character : unicodeEscape(character)));
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(text: string): string {
  return text.replaceAll(CONTROL, (character) => SHORT[character] ?? unicodeEscape(character));
}

/** `\u001b`; two of them beyond the basic plane, as JSON has it. */
function unicodeEscape(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
