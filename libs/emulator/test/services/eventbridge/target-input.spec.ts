import { BusEvent } from '../../../src/services/eventbridge/bus-event';
import { compileJsonPath, JsonPathError } from '../../../src/services/eventbridge/json-path';
import { compileTemplate, inputOf, InputTemplateError, InvalidInputError } from '../../../src/services/eventbridge/target-input';

const event = new BusEvent({
  source: 'company.orders',
  detailType: 'order.placed@1',
  detail:
    '{"name":"say \\"hi\\"","count":3,"paid":true,"nothing":null,"list":["A","B"],"object":{"id":"0a78","to":"baz"},"lines":[{"sku":"x"},{"sku":"y"}]}',
  resources: ['r'],
  time: Date.UTC(2026, 10, 23, 20, 30),
  account: '111122223333',
  region: 'eu-west-1',
});
const rule = { name: 'my-rule', arn: 'arn:aws:events:eu-west-1:111122223333:rule/my-rule' };
const paths = {
  name: '$.detail.name',
  count: '$.detail.count',
  paid: '$.detail.paid',
  list: '$.detail.list',
  object: '$.detail.object',
  gone: '$.detail.gone',
  nothing: '$.detail.nothing',
};
const render = (template: string) => inputOf(compileTemplate(paths, template), event, rule, 0).text;

describe('a JSON path', () => {
  it.each<[string, unknown]>([
    ['$', event.document],
    ['$.detail.count', 3],
    ['$.detail-type', 'order.placed@1'],
    [`$['detail-type']`, 'order.placed@1'],
    ['$.detail.lines[1].sku', 'y'],
    ['$.detail.lines[*].sku', ['x', 'y']],
    ['$.detail.object.*', ['0a78', 'baz']],
    ['$.detail.name.first', undefined],
    ['$.detail.constructor', undefined],
    ['$.detail.list[7]', undefined],
  ])('%s', (path, expected) => {
    expect(compileJsonPath(path)(event.document)).toEqual(expected);
  });

  it.each(['detail', '$detail', '$.detail[', '$..detail', '$.a[?(@.b)]', ''])('cannot be %s', (path) => {
    expect(() => compileJsonPath(path)).toThrow(JsonPathError);
  });
});

describe('a template that is JSON', () => {
  it.each([
    ['{"n":<count>}', '{"n":3}'],
    ['{"n":<name>}', '{"n":"say \\"hi\\""}'],
    ['{"l":<list>,"o":<object>}', '{"l":["A","B"],"o":{"id":"0a78","to":"baz"}}'],
    ['{"t":"<name>, <count>, <paid>"}', '{"t":"say \\"hi\\", 3, true"}'],
    ['{"m":<gone>,"t":"[<gone>]"}', '{"m":"","t":"[]"}'],
    ['{"m":<nothing>}', '{"m":null}'],
    ['[<count>,"\\"<count>\\""]', '[3,"\\"3\\""]'],
    ['{"r":"<aws.events.rule-name>","a":<aws.events.rule-arn>}', `{"r":"my-rule","a":"${rule.arn}"}`],
    ['<aws.events.event.json>', event.event],
    ['{"at":<aws.events.event.ingestion-time>}', '{"at":"1970-01-01T00:00:00.000Z"}'],
  ])('%s gives %s', (template, expected) => {
    expect(JSON.parse(render(template))).toEqual(JSON.parse(expected));
  });

  it('shows the event without its detail, in the spelling of AWS', () => {
    const shown = JSON.parse(render('<aws.events.event>')) as object;
    expect(Object.keys(shown)).toEqual(['id', 'account', 'detailType', 'time', 'source', 'region', 'resources', 'version']);
  });

  it('is not delivered with a list inside quotes, or when it is no JSON', () => {
    expect(() => render('{"l":"<list>"}')).toThrow(InvalidInputError);
    expect(() => render('{"l":<count>')).toThrow(InvalidInputError);
  });
});

describe('a template that is text', () => {
  it.each([
    ['"Order of <name>"', '"Order of say \\"hi\\""'],
    ['"<object> <list> <paid> <gone>."', '"{id:0a78,to:baz} [A,B] true ."'],
    ['"one <count>"\n"two <count>"', '"one 3"\n"two 3"'],
  ])('%s keeps its quotes: %s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });
});

it('refuses a placeholder that nothing defines', () => {
  expect(() => compileTemplate({}, '"<who>"')).toThrow(new InputTemplateError('InputTemplate contains invalid placeholder who.'));
});

it.each<[Parameters<typeof inputOf>[0], string]>([
  [{ kind: 'constant', text: '{"a":1}' }, '{"a":1}'],
  [{ kind: 'path', path: compileJsonPath('$.detail.object.to') }, '"baz"'],
])('%j gives %s', (input, expected) => {
  expect(inputOf(input, event, rule, 0).text).toBe(expected);
});
