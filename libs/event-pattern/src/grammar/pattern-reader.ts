import { PatternError } from '../errors';

export type Token = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end';

/**
 * Reads the JSON of a pattern token by token, with the words and the positions of EventBridge's own reader (Jackson).
 *
 * Two habits of that reader show in its positions and are kept here. A string is read only as far as its opening quote until
 * its text is asked for. And a name is read together with the colon and the beginning of the value that follows.
 */
export class PatternReader {
  token: Token = 'end';
  /** The name of the member being read. */
  name = '';
  /** Where the reader stands: index of the next character. Error positions are this, 1-based. */
  #at = 0;
  #ahead: Token | undefined;
  #textPending = false;
  #text = '';
  readonly #open: ('{' | '[')[] = [];
  readonly #openedAt: number[] = [];
  #members = [0];

  constructor(readonly source: string) {}

  /** Index of the next character. */
  get offset(): number {
    return this.#at;
  }

  next(): Token {
    if (this.#ahead !== undefined) {
      const token = this.#ahead;
      this.#ahead = undefined;
      return this.#enter(token);
    }
    if (this.#textPending) this.#readText();
    let char = this.#nextChar();
    if (char === '') {
      if (this.#open.length > 0) this.#failAtEnd();
      return (this.token = 'end');
    }
    const within = this.#open[this.#open.length - 1];
    if (char === ']' || char === '}') return this.#close(char);
    const members = this.#members;
    const count = members[members.length - 1] as number;
    members[members.length - 1] = count + 1;
    if (count > 0 && within !== undefined) {
      if (char !== ',') this.#failAtChar(char, `was expecting comma to separate ${describe(within)} entries`);
      char = this.#nextChar();
      if (char === '') this.fail(`Unexpected end-of-input within/between ${describe(within)} entries`);
    }
    if (within === '{') {
      this.name = this.#readName(char);
      char = this.#afterColon();
      this.#ahead = this.#readValue(char);
      return (this.token = 'name');
    }
    return this.#enter(this.#readValue(char));
  }

  /** The text of a string or name; any other token as spelled. */
  text(): string {
    if (this.#textPending) this.#readText();
    switch (this.token) {
      case 'name':
        return this.name;
      case '{':
      case '}':
      case '[':
      case ']':
        return this.token;
      default:
        return this.#text;
    }
  }

  /** @throws PatternError always, with the reader's place */
  fail(reason: string, options: { at?: number; kind?: 'syntax' | 'grammar' } = {}): never {
    const { line, column } = this.#position(options.at ?? this.#at);
    throw new PatternError(options.kind ?? 'syntax', reason, line, column, reason + this.#place(line, column));
  }

  /** Fails with what went wrong before, and where the reader stands now. */
  failAgain(error: PatternError): never {
    const { line, column } = this.#position(this.#at);
    throw new PatternError(
      error.kind,
      error.reason,
      error.line ?? line,
      error.column ?? column,
      error.detail + this.#place(line, column),
    );
  }

  #place(line: number, column: number): string {
    return `\n at [Source: (String)"${excerpt(this.source)}; line: ${line}, column: ${column}]`;
  }

  #position(at: number): { line: number; column: number } {
    let line = 1;
    let start = 0;
    for (let i = 0; i < at; i++) {
      const code = this.source.charCodeAt(i);
      if (code === 0x0a || (code === 0x0d && this.source.charCodeAt(i + 1) !== 0x0a)) {
        line++;
        start = i + 1;
      }
    }
    return { line, column: at - start + 1 };
  }

  #enter(token: Token): Token {
    if (token === '{' || token === '[') {
      this.#open.push(token);
      this.#openedAt.push(this.#at - 1);
      this.#members.push(0);
      if (this.#open.length > MAX_DEPTH) {
        this.fail(
          `Document nesting depth (${this.#open.length}) exceeds the maximum allowed (${MAX_DEPTH}, from ` +
            '`StreamReadConstraints.getMaxNestingDepth()`)',
        );
      }
    }
    return (this.token = token);
  }

  #close(char: ']' | '}'): Token {
    const opened = this.#open[this.#open.length - 1];
    if (opened !== (char === ']' ? '[' : '{')) this.#failAtClose(char, opened);
    this.#open.pop();
    this.#openedAt.pop();
    this.#members.pop();
    return (this.token = char);
  }

  /** The next character that is not white space, or '' at the end. */
  #nextChar(): string {
    const { source } = this;
    while (this.#at < source.length) {
      const code = source.charCodeAt(this.#at++);
      if (code === 0x2f) {
        this.#failAtChar(
          '/',
          "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
        );
      }
      if (code > 0x20) return source.charAt(this.#at - 1);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        this.fail(
          `Illegal character ((CTRL-CHAR, code ${code})): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
      }
    }
    return '';
  }

  #readName(char: string): string {
    if (char !== '"') this.#failAtChar(char, 'was expecting double-quote to start field name');
    return this.#readString('name', ' in field name');
  }

  #afterColon(): string {
    let char = this.#nextChar();
    if (char === '') this.fail('Unexpected end-of-input within/between Object entries');
    if (char !== ':') this.#failAtChar(char, 'was expecting a colon to separate field name and value');
    char = this.#nextChar();
    if (char === '') this.fail('Unexpected end-of-input within/between Object entries');
    return char;
  }

  #readValue(char: string): Token {
    switch (char) {
      case '"':
        this.#textPending = true;
        return 'string';
      case '{':
      case '[':
        return char;
      case 't':
        return this.#readLiteral('true');
      case 'f':
        return this.#readLiteral('false');
      case 'n':
        return this.#readLiteral('null');
      case '}':
        return this.#failAtChar(char, 'expected a value');
      case '-':
        return this.#readNumber();
      default:
        if (isDigit(char)) return this.#readNumber();
        return this.#failOnOddValue(char);
    }
  }

  #readLiteral(literal: 'true' | 'false' | 'null'): Token {
    const start = this.#at - 1;
    let matched = 1;
    while (matched < literal.length && this.source[start + matched] === literal[matched]) matched++;
    this.#at = start + matched;
    const following = this.source.charAt(this.#at);
    if (matched < literal.length || isIdentifierPart(following)) this.#failOnUnknownToken(start);
    this.#text = literal;
    return literal;
  }

  #readNumber(): Token {
    const { source } = this;
    const start = this.#at - 1;
    let at = start;
    if (source[at] === '-') at++;
    const afterSign = at;
    if (at >= source.length) this.#failInNumberAtEnd(at);
    if (!isDigit(source.charAt(at))) this.#failInNumber(at, 'expected digit (0-9) to follow minus sign, for valid numeric value');
    while (isDigit(source.charAt(at))) at++;
    if (source[afterSign] === '0' && at > afterSign + 1) {
      this.fail('Invalid numeric value: Leading zeroes not allowed', { at: afterSign + 1 });
    }
    // Where the reader stands while it is inside the number.
    let mark = -1;
    if (source[at] === '.') {
      mark = ++at;
      if (at >= source.length) this.#failInNumberAtEnd(at);
      if (!isDigit(source.charAt(at))) this.#failInNumber(at, 'Decimal point not followed by a digit', mark);
      while (isDigit(source.charAt(at))) at++;
    }
    if (source[at] === 'e' || source[at] === 'E') {
      at++;
      if (mark < 0) mark = at;
      if (source[at] === '+' || source[at] === '-') at++;
      if (at >= source.length) this.#failInNumberAtEnd(at);
      if (!isDigit(source.charAt(at))) this.#failInNumber(at, 'Exponent indicator not followed by a digit', mark);
      while (isDigit(source.charAt(at))) at++;
    }
    this.#at = at;
    this.#text = source.slice(start, at);
    if (this.#open.length === 0 && at < source.length && source.charCodeAt(at) > 0x20) {
      this.fail(`Unexpected character (${describeChar(source.charAt(at))}): Expected space separating root-level values`);
    }
    if (this.#text.length > MAX_NUMBER_LENGTH) {
      this.fail(
        `Number value length (${this.#text.length}) exceeds the maximum allowed (${MAX_NUMBER_LENGTH}, from ` +
          '`StreamReadConstraints.getMaxNumberLength()`)',
      );
    }
    return 'number';
  }

  #readText(): void {
    this.#textPending = false;
    this.#text = this.#readString('string value', ': was expecting closing quote for a string value');
  }

  /** From after the opening quote to after the closing one. */
  #readString(what: string, atEnd: string): string {
    const { source } = this;
    let from = this.#at;
    let text = '';
    for (let at = from; ; at++) {
      if (at >= source.length) {
        this.#at = at;
        this.fail(`Unexpected end-of-input${atEnd}`);
      }
      const code = source.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        return text + source.slice(from, at);
      }
      if (code === 0x5c) {
        text += source.slice(from, at);
        this.#at = at + 1;
        text += this.#readEscape();
        from = this.#at;
        at = from - 1;
      } else if (code < 0x20) {
        this.#at = at + 1;
        this.fail(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in ${what}`,
          { at },
        );
      }
    }
  }

  #readEscape(): string {
    const { source } = this;
    if (this.#at >= source.length) this.fail('Unexpected end-of-input in character escape sequence');
    const char = source.charAt(this.#at++);
    const simple = ESCAPES[char];
    if (simple !== undefined) return simple;
    if (char !== 'u') this.fail(`Unrecognized character escape ${describeChar(char)}`, { at: this.#at - 1 });
    let code = 0;
    for (let i = 0; i < 4; i++) {
      if (this.#at >= source.length) this.fail('Unexpected end-of-input in character escape sequence');
      const digit = source.charAt(this.#at++);
      if (!/^[0-9a-fA-F]$/.test(digit)) this.#failAtChar(digit, 'expected a hex-digit for character escape sequence');
      code = code * 16 + parseInt(digit, 16);
    }
    return String.fromCharCode(code);
  }

  #failAtEnd(): never {
    const opened = this.#open[this.#open.length - 1] as '{' | '[';
    const { line, column } = this.#position(this.#openedAt[this.#openedAt.length - 1] as number);
    return this.fail(
      `Unexpected end-of-input: expected close marker for ${describe(opened)} (start marker at ` +
        `[Source: (String)"${excerpt(this.source)}; line: ${line}, column: ${column}])`,
    );
  }

  #failAtClose(char: ']' | '}', opened: '{' | '[' | undefined): never {
    if (opened === undefined) {
      return this.#failAtChar(
        char,
        '',
        `Unexpected close marker '${char}': no open ${char === ']' ? 'Array' : 'Object'} to close`,
      );
    }
    const { line, column } = this.#position(this.#openedAt[this.#openedAt.length - 1] as number);
    return this.#failAtChar(
      char,
      '',
      `Unexpected close marker '${char}': expected '${opened === '[' ? ']' : '}'}' (for ${describe(opened)} starting at ` +
        `[Source: (String)"${excerpt(this.source)}; line: ${line}, column: ${column}])`,
    );
  }

  /** At the character just read. */
  #failAtChar(char: string, expected: string, reason = `Unexpected character (${describeChar(char)}): ${expected}`): never {
    return this.fail(reason, { at: this.#at - 1 });
  }

  #failInNumber(at: number, expected: string, stand = at + 1): never {
    this.#at = stand;
    const char = describeChar(this.source.charAt(at));
    return this.fail(`Unexpected character (${char}) in numeric value: ${expected}`, { at: stand - 1 });
  }

  #failInNumberAtEnd(at: number): never {
    return this.fail('Unexpected end-of-input in a Number value', { at });
  }

  #failOnOddValue(char: string): never {
    if (isIdentifierPart(char)) return this.#failOnUnknownToken(this.#at - 1);
    return this.#failAtChar(
      char,
      "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    );
  }

  #failOnUnknownToken(start: number): never {
    let end = this.#at;
    while (end < this.source.length && isIdentifierPart(this.source.charAt(end))) end++;
    const word = this.source.slice(start, end);
    this.#at = end;
    return this.fail(
      `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
    );
  }
}

/** Limits of EventBridge's JSON reader. */
const MAX_DEPTH = 1000;
const MAX_NUMBER_LENGTH = 1000;
const EXCERPT_LENGTH = 500;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function describe(opened: '{' | '['): string {
  return opened === '{' ? 'Object' : 'Array';
}

function describeChar(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `(CTRL-CHAR, code ${code})`;
  if (code > 255) return `'${char}' (code ${code} / 0x${code.toString(16)})`;
  return `'${char}' (code ${code})`;
}

function excerpt(source: string): string {
  let text = '';
  for (const char of source.slice(0, EXCERPT_LENGTH)) text += isEscapedInExcerpt(char) ? `\\u${hex4(char)}` : char;
  const rest = source.length - EXCERPT_LENGTH;
  return rest > 0 ? `${text}"[truncated ${rest} chars]` : `${text}"`;
}

function isEscapedInExcerpt(char: string): boolean {
  const code = char.charCodeAt(0);
  return (code < 0x20 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code <= 0x9f);
}

function hex4(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

/** Java's `Character.isJavaIdentifierPart`, near enough to cut the same words. */
function isIdentifierPart(char: string): boolean {
  return /^[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}\0-\x08\x0e-\x1b\x7f-\x9f]$/u.test(char);
}
