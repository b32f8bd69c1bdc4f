import { CLASSIFICATIONS, classificationOf } from '../../src/schema/classification';
import { KEYWORDS } from '../../src/schema/profile-keywords';
import type { JsonSchema } from '../../src/model';

const of = (properties: Record<string, JsonSchema>, root: Partial<JsonSchema> = {}) =>
  classificationOf({ schema: { type: 'object', properties, ...root } });
const text = (classification?: string): JsonSchema => ({
  type: 'string',
  ...(classification && { 'x-classification': classification }),
});

describe('classificationOf', () => {
  test.each(CLASSIFICATIONS.map((classification, rank) => [classification, rank >= 2] as const))(
    '%s is restricted: %s',
    (classification, restricted) => {
      expect(of({ a: text(classification), b: text() })).toEqual({
        strictest: classification,
        restricted,
        fields: restricted ? ['a'] : [],
      });
    },
  );

  test('an event without classified fields is internal', () => {
    expect(of({ a: text() })).toEqual({ strictest: 'internal', restricted: false, fields: [] });
    expect(of({})).toEqual({ strictest: 'internal', restricted: false, fields: [] });
  });

  test('the strictest field counts, whatever the order', () => {
    expect(of({ a: text('pii:contact'), b: text('public') })).toMatchObject({ strictest: 'pii:contact', fields: ['a'] });
    expect(of({ a: text('public'), b: text('pii:contact') })).toMatchObject({ strictest: 'pii:contact', fields: ['b'] });
  });

  test('a classification of the whole is inherited, through references, lists, maps and unions', () => {
    expect(of({ a: text(), b: text('public') }, { 'x-classification': 'confidential' })).toMatchObject({ fields: ['a'] });
    const definitions = { person: { type: 'object', properties: { name: text('pii:name') } } } satisfies Record<
      string,
      JsonSchema
    >;
    const person: JsonSchema = { $ref: '#/definitions/person' };
    const map: JsonSchema = { type: 'object', additionalProperties: person };
    expect(of({ people: { type: 'array', items: person }, byId: map }, { definitions })).toMatchObject({
      fields: ['people.name', 'byId.*.name'],
    });
    expect(of({ who: { oneOf: [person], 'x-discriminator': 'kind' } }, { definitions })).toMatchObject({ fields: ['who.name'] });
  });

  test('what is not in the list is treated as the strictest', () => {
    expect(of({ a: text('top-secret'), b: text('secret') })).toMatchObject({ strictest: 'top-secret', restricted: true });
  });

  test('the list is what contracts may say', () => {
    expect(CLASSIFICATIONS.filter((each) => !KEYWORDS['x-classification']?.valid(each))).toEqual([]);
  });
});
