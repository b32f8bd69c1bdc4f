import fc from 'fast-check';

/** Few names and values, so that patterns and events meet often. */
const keys = ['a', 'b', 'a.b', 'c', 'source'] as const;
const texts = ['x', 'y', 'xy', 'xyz', 'X', '', 'x"', '10.0.0.1', '10.0.0.01', '10.0.0.9', 'ß', 'SS', '😀', 'x*y'] as const;
const numbers = [
  '0',
  '-0',
  '1',
  '1.0',
  '10e-1',
  '2',
  '1.5',
  '-3',
  '9007199254740993',
  '9007199254740992',
  '1e400',
  '16.5',
] as const;

const text = fc.constantFrom(...texts).map((it) => JSON.stringify(it));
const number = fc.constantFrom(...numbers);
const comparable = fc.constantFrom('0', '1', '1.0', '2', '1.5', '-3', '9007199254740992');
const listOf = (one: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => `[${all.join()}]`);
const notEmpty = text.filter((it) => it !== '""');
const wildcard = fc.constantFrom('"*"', '"x*"', '"*y"', '"x*z"', '"*x*"', '"x\\\\*y"', '"xy"');

/** One test of a field's array. */
export const test: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: fc.constantFrom('true', 'false', 'null') },
  text.map((it) => `{"prefix":${it}}`),
  text.map((it) => `{"suffix":${it}}`),
  text.map((it) => `{"prefix":{"equals-ignore-case":${it}}}`),
  text.map((it) => `{"suffix":{"equals-ignore-case":${it}}}`),
  text.map((it) => `{"equals-ignore-case":${it}}`),
  text.map((it) => `{"exactly":${it}}`),
  wildcard.map((it) => `{"wildcard":${it}}`),
  fc.constantFrom('true', 'false').map((it) => `{"exists":${it}}`),
  fc.constantFrom('10.0.0.0/24', '10.0.0.8/29', '0.0.0.0/0', '::/0').map((it) => `{"cidr":"${it}"}`),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '='), comparable)
    .map(([operator, value]) => `{"numeric":["${operator}",${value}]}`),
  fc.constantFrom('{"numeric":[">",0,"<",2]}', '{"numeric":[">=",-3,"<=",1]}'),
  fc.oneof(text, comparable, listOf(text), listOf(comparable)).map((it) => `{"anything-but":${it}}`),
  fc.oneof(notEmpty, listOf(notEmpty)).map((it) => `{"anything-but":{"prefix":${it}}}`),
  fc.oneof(notEmpty, listOf(notEmpty)).map((it) => `{"anything-but":{"suffix":${it}}}`),
  fc.oneof(text, listOf(text)).map((it) => `{"anything-but":{"equals-ignore-case":${it}}}`),
  fc.oneof(wildcard, listOf(wildcard)).map((it) => `{"anything-but":{"wildcard":${it}}}`),
);

const tests = fc.array(test, { minLength: 1, maxLength: 3 }).map((all) => `[${all.join()}]`);
const key = fc.constantFrom(...keys).map((it) => JSON.stringify(it));

/** The JSON text of a valid pattern. */
export const pattern: fc.Arbitrary<string> = fc.letrec<{ object: string; member: string }>((tie) => ({
  object: fc.array(tie('member'), { minLength: 1, maxLength: 3 }).map((members) => `{${members.join()}}`),
  member: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: fc.tuple(key, tests).map(([name, value]) => `${name}:${value}`) },
    { weight: 2, arbitrary: fc.tuple(key, tie('object')).map(([name, value]) => `${name}:${value}`) },
    {
      weight: 1,
      arbitrary: fc.array(tie('object'), { minLength: 2, maxLength: 3 }).map((branches) => `"$or":[${branches.join()}]`),
    },
  ),
})).object;

/** The JSON text of an event: arrays in arrays, repeated keys, keys with dots. */
export const event: fc.Arbitrary<string> = fc.letrec<{ object: string; value: string }>((tie) => ({
  object: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map((it) => it.join(':')).join()}}`),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: text },
    { weight: 3, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
    { weight: 3, arbitrary: tie('object') },
    { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join()}]`) },
  ),
})).object;

/** An event whose `source` is one string, as EventBridge delivers them. */
export const deliveredEvent: fc.Arbitrary<string> = fc
  .tuple(event, text)
  .map(([it, source]) => it.replace(/"source":/g, '"b":').replace(/^\{/, `{"source":${source}${it === '{}' ? '' : ','}`));
