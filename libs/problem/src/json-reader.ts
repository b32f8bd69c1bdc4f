/**
 * Reads JSON (RFC 8259) and remembers where each value and key begins, so that a problem can point at it. Refuses
 * duplicate keys, which `JSON.parse` accepts silently. Nesting is limited, so that no file can overflow the stack.
 */

/** A value of a JSON text. Offsets count UTF-16 code units from 0. */
export interface JsonNode {
  readonly start: number;
  readonly value: unknown;
  /** For objects: where each key begins, and its value. */
  readonly members?: ReadonlyMap<string, { readonly keyStart: number; readonly node: JsonNode }>;
  /** For arrays. */
  readonly items?: readonly JsonNode[];
}

/** Why a text is not JSON, and where. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

const MAXIMUM_DEPTH = 200;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** @throws JsonSyntaxError */
export function readJson(text: string): JsonNode {
  const reader = new Reader(text);
  return reader.document();
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  document(): JsonNode {
    this.#space();
    if (this.#at >= this.#text.length) throw new JsonSyntaxError('The file is empty.', 0);
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected('the end of the file');
    return node;
  }

  #value(depth: number): JsonNode {
    if (depth > MAXIMUM_DEPTH) throw new JsonSyntaxError(`Values are nested more than ${MAXIMUM_DEPTH} deep.`, this.#at);
    const start = this.#at;
    switch (this.#text[start]) {
      case '{':
        return this.#object(start, depth);
      case '[':
        return this.#array(start, depth);
      case '"':
        return { start, value: this.#string() };
      default:
        return { start, value: this.#scalar(start) };
    }
  }

  #object(start: number, depth: number): JsonNode {
    const members = new Map<string, { keyStart: number; node: JsonNode }>();
    const value: Record<string, unknown> = {};
    this.#at++;
    this.#space();
    while (this.#text[this.#at] !== '}') {
      if (members.size > 0) this.#expect(',', '"," or "}"');
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"') throw this.#unexpected('a key in double quotes');
      const key = this.#string();
      if (members.has(key)) throw new JsonSyntaxError(`The key "${key}" occurs twice.`, keyStart);
      this.#space();
      this.#expect(':', '":"');
      const node = this.#value(depth + 1);
      members.set(key, { keyStart, node });
      // Not by assignment: `__proto__` has to become a plain key.
      Object.defineProperty(value, key, { value: node.value, enumerable: true, configurable: true, writable: true });
      this.#space();
    }
    this.#at++;
    return { start, value, members };
  }

  #array(start: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.#space();
    while (this.#text[this.#at] !== ']') {
      if (items.length > 0) this.#expect(',', '"," or "]"');
      items.push(this.#value(depth + 1));
      this.#space();
    }
    this.#at++;
    return { start, value: items.map((item) => item.value), items };
  }

  #string(): string {
    const raw = this.#match(STRING);
    if (raw === undefined)
      throw new JsonSyntaxError('This string has no end, or holds a character that JSON does not allow.', this.#at);
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  #scalar(start: number): unknown {
    for (const [word, value] of LITERALS) {
      if (this.#text.startsWith(word, start)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(NUMBER);
    if (number === undefined) throw this.#unexpected('a value');
    return Number(number);
  }

  #expect(character: string, expected: string): void {
    if (this.#text[this.#at] !== character) throw this.#unexpected(expected);
    this.#at++;
    this.#space();
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #unexpected(expected: string): JsonSyntaxError {
    return new JsonSyntaxError(
      this.#at >= this.#text.length ? `The file ends where ${expected} is expected.` : `Here ${expected} is expected.`,
      this.#at,
    );
  }
}
