/**
 * The number that EventBridge compares for a JSON number literal, or `undefined` for a literal that it compares as text only.
 *
 * EventBridge compares numbers as IEEE doubles, but only when nothing is lost: the literal must denote exactly the decimal
 * that the nearest double prints as. `0.1` and `3.0e2` qualify; `9007199254740993` (its double prints as …992) and `1e400`
 * do not.
 */
export function comparableNumber(literal: string): number | undefined {
  const value = Number(literal);
  // Up to 15 significant digits always survive the way through a double, and most literals are short.
  if (literal.length <= 15 && isPlain(literal)) return value === 0 ? 0 : value;
  if (!Number.isFinite(value)) return undefined;
  if (literal === String(value)) return value;
  if (canonicalDecimal(literal) !== canonicalDecimal(String(value))) return undefined;
  return value === 0 ? 0 : value;
}

/** No exponent, so that the magnitude is bounded by the length. */
function isPlain(literal: string): boolean {
  for (let i = 0; i < literal.length; i++) {
    const code = literal.charCodeAt(i);
    if (code === 0x65 || code === 0x45) return false;
  }
  return true;
}

/** One spelling for each decimal value: sign, digits without outer zeros, power of ten of the last digit. */
function canonicalDecimal(literal: string): string {
  let at = 0;
  const negative = literal[at] === '-';
  if (negative) at++;
  const exponentAt = literal.search(/[eE]/);
  const mantissa = exponentAt < 0 ? literal.slice(at) : literal.slice(at, exponentAt);
  let exponent = exponentAt < 0 ? 0 : Number(literal.slice(exponentAt + 1));
  const point = mantissa.indexOf('.');
  let digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  if (point >= 0) exponent -= mantissa.length - point - 1;
  let start = 0;
  while (start < digits.length && digits[start] === '0') start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end--;
  if (start === end) return '0';
  exponent += digits.length - end;
  digits = digits.slice(start, end);
  return `${negative ? '-' : ''}${digits}e${exponent}`;
}
