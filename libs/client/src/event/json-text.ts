/**
 * JSON with whole numbers of 64 bits, which `JSON` itself rounds to the next double. They are `bigint` in JavaScript: contracts
 * whose integers may exceed ±(2^53 − 1) have fields of that type.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** As `JSON.parse`, but whole numbers that a double does not hold exactly become bigints. @throws SyntaxError */
export function parseJson(text: string): unknown {
  // Hardly any text has so many digits in a row.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  let mark = 'integer:';
  while (text.includes(mark)) mark += ':';
  const marked = text.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** As `JSON.stringify`, but bigints are written as numbers. */
export function printJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const numbers: string[] = [];
  let mark = 'integer:';
  const print = () =>
    JSON.stringify(value, (_, member: unknown) => {
      if (typeof member === 'string' && member.startsWith(mark)) clashes = true;
      return typeof member === 'bigint' ? `${mark}${numbers.push(String(member)) - 1}` : member;
    });
  let clashes = false;
  let json = print();
  while (clashes) {
    clashes = false;
    numbers.length = 0;
    mark += ':';
    json = print();
  }
  return json.replace(new RegExp(`"${mark}(\\d+)"`, 'g'), (_, index: string) => numbers[Number(index)] ?? '');
}
