/** A text with `*` for any run of characters, none included. Matching takes linear time: segments are found once, in order. */
export class Wildcard {
  /** The literal texts between the stars; one more than there are stars. */
  readonly segments: readonly string[];

  /** @throws WildcardSyntaxError */
  constructor(readonly text: string) {
    this.segments = parseSegments(text);
  }

  matches(value: string): boolean {
    const { segments } = this;
    const first = segments[0] as string;
    const last = segments[segments.length - 1] as string;
    if (segments.length === 1) return value === first;
    let at = first.length;
    const end = value.length - last.length;
    if (end < at || !value.startsWith(first) || !value.endsWith(last)) return false;
    for (let i = 1; i < segments.length - 1; i++) {
      const segment = segments[i] as string;
      const found = indexOfSegment(value, segment, at);
      if (found < 0) return false;
      at = found + segment.length;
      if (at > end) return false;
    }
    return true;
  }
}

export class WildcardSyntaxError extends Error {}

/** @throws WildcardSyntaxError with EventBridge's words; it counts UTF-8 bytes, from a quote that it puts before the text */
function parseSegments(text: string): string[] {
  const segments: string[] = [];
  let segment = '';
  let byte = 1;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '*') {
      if (text[i + 1] === '*') throw new WildcardSyntaxError(`Consecutive wildcard characters at pos ${byte}`);
      segments.push(segment);
      segment = '';
      byte++;
    } else if (char === '\\') {
      const escaped = text.charAt(i + 1);
      if (escaped !== '*' && escaped !== '\\') throw new WildcardSyntaxError(`Invalid escape character at pos ${byte}`);
      segment += escaped;
      i++;
      byte += 2;
    } else {
      segment += char;
      byte += utf8Length(text, i);
    }
  }
  segments.push(segment);
  return segments;
}

/** Bytes that the UTF-16 unit adds; the second half of a pair adds the last two of the pair's four. */
function utf8Length(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdfff) return 3;
  const high = unit < 0xdc00;
  const other = text.charCodeAt(high ? index + 1 : index - 1);
  const paired = high ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
  return paired ? 2 : 1;
}

/** Above this the engine's own search, which may take the product of both lengths, is replaced. */
const LONG_SEARCH = 1 << 16;

function indexOfSegment(value: string, segment: string, from: number): number {
  if (segment.length < 8 || (value.length - from) * segment.length < LONG_SEARCH) return value.indexOf(segment, from);
  return indexOfInLinearTime(value, segment, from);
}

/** Knuth, Morris and Pratt. */
function indexOfInLinearTime(value: string, segment: string, from: number): number {
  const border = new Int32Array(segment.length);
  for (let i = 1, matched = 0; i < segment.length; i++) {
    while (matched > 0 && segment.charCodeAt(i) !== segment.charCodeAt(matched)) matched = border[matched - 1] as number;
    if (segment.charCodeAt(i) === segment.charCodeAt(matched)) matched++;
    border[i] = matched;
  }
  for (let i = from, matched = 0; i < value.length; i++) {
    while (matched > 0 && value.charCodeAt(i) !== segment.charCodeAt(matched)) matched = border[matched - 1] as number;
    if (value.charCodeAt(i) === segment.charCodeAt(matched)) matched++;
    if (matched === segment.length) return i - matched + 1;
  }
  return -1;
}
