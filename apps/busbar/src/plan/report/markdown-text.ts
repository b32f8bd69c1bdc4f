/** Characters of one text in a comment; the rest of it is in the plan itself. */
const MOST = 400;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

/** A name, as code. An element, since a name may hold backticks; GitHub links no mentions within it. */
export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/**
 * Text that others wrote, as text and nothing else: no Markdown, no HTML, no table cell that ends early, no mention of a person
 * or an issue. After `@` and `#` comes a zero-width space, which is how GitHub itself is kept from linking them.
 */
export function prose(text: string): string {
  return escaped(text).replaceAll(/(?<![\w&])([@#])(?=\w)/g, '$1\u200b');
}

/** On one line, with what Markdown and HTML would act on escaped. */
function escaped(text: string): string {
  const short = text.length > MOST ? `${text.slice(0, MOST)}…` : text;
  return short
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[&<>|]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/[\\`*_[\]~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/:\/\//g, ':&#47;&#47;');
}
