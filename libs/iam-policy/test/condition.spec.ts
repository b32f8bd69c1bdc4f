import { HOME, allow, deny, inHome, policy, request, role, session } from './requests';
import { compilePolicy, evaluate, type PolicyStatement } from '../src/index';

type Context = Record<string, string | readonly string[]>;
type ConditionElement = NonNullable<PolicyStatement['Condition']>;

function holds(condition: ConditionElement, context: Context): boolean {
  const identityPolicies = [policy(allow({ Condition: condition }))];
  return evaluate(request(role(HOME), context), inHome({ identityPolicies })).allowed;
}

describe('condition operators', () => {
  it.each<[string, string | readonly string[], string, boolean]>([
    ['StringEquals', 'doorstep.delivery', 'doorstep.delivery', true],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'A', 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
    ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
    ['StringLike', 'doorstep.*', 'doorstep.delivery', true],
    ['StringLike', 'doorstep.?', 'doorstep.delivery', false],
    ['StringNotLike', 'doorstep.*', 'doorstep.delivery', false],
    ['ArnEquals', 'arn:aws:iam::*:role/busbar-route-*', `arn:aws:iam::${HOME}:role/busbar-route-1-1`, true],
    ['ArnLike', 'arn:aws:iam::*:role/a', `arn:aws:iam::${HOME}:role/a`, true],
    ['ArnLike', 'arn:aws:*:role/a', `arn:aws:iam::${HOME}:role/a`, false],
    ['ArnLike', 'arn:aws:sqs:eu-west-1:1:q', 'not an ARN', false],
    ['ArnLike', 'arn:aws:iam::${aws:PrincipalAccount}:role/*', `arn:aws:iam::${HOME}:role/a`, true],
    ['ArnNotEquals', 'arn:aws:iam::*:role/a', `arn:aws:iam::${HOME}:role/b`, true],
    ['ArnNotLike', 'arn:aws:iam::*:role/*', `arn:aws:iam::${HOME}:role/b`, false],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', 'false', 'true', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '10', false],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericEquals', '10', 'ten', false],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
    ['DateLessThan', '2026-01-01', '2025-12-31T23:59:59Z', true],
    ['DateLessThanEquals', '1767225600', '2026-01-01T00:00:00Z', true],
    ['DateGreaterThanEquals', '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z', true],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '1767225600', false],
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', '10.0.0.1', '10.0.0.2', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['IpAddress', '10.0.0.0/8', '2001:db8::1', false],
    ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '11.0.0.1', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['StringEquals', '${aws:PrincipalAccount}', HOME, true],
    ['StringLike', '${aws:PrincipalAccount}-${?}-*', `${HOME}-?-x`, true],
    ['StringLike', '${aws:PrincipalAccount}-${?}-*', `${HOME}-1-x`, false],
    ['StringNotEquals', '${no:such}', 'x', true],
  ])('%s %j, given %s → %s', (operator, expected, actual, result) => {
    expect(holds({ [operator]: { 'some:key': expected } }, { 'some:key': actual })).toBe(result);
  });

  it.each<[string, boolean]>([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['StringEqualsIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ArnNotLike', true],
  ])('%s of a key that the request does not have → %s', (operator, result) => {
    const value = operator.startsWith('Arn') ? 'arn:aws:iam::1:role/x' : 'x';
    expect(holds({ [operator]: { 'some:key': value } }, {})).toBe(result);
    expect(holds({ [operator]: { 'some:key': value } }, { 'some:key': [] })).toBe(result);
  });

  it.each<[string, readonly string[], readonly string[], boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['a', 'c'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'c'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
    ['ForAllValues:StringLikeIfExists', ['a*'], ['ab', 'ac'], true],
  ])('%s %j, given %j → %s', (operator, expected, actual, result) => {
    expect(holds({ [operator]: { 'some:key': expected } }, { 'some:key': actual })).toBe(result);
  });

  it.each<[string, Context, boolean]>([
    ['StringEquals', { 'some:key': 'x' }, false],
    ['StringEquals', {}, false],
    ['StringEqualsIfExists', { 'some:key': 'x' }, false],
    ['StringEqualsIfExists', {}, true],
    ['ForAllValues:StringEquals', { 'some:key': ['x'] }, false],
    ['ForAllValues:StringEquals', {}, true],
    ['ForAnyValue:StringEquals', { 'some:key': ['x'] }, false],
    ['Bool', { 'some:key': 'true' }, false],
  ])('%s without values, given %j → %s', (operator, context, result) => {
    expect(holds({ [operator]: { 'some:key': [] } }, context)).toBe(result);
  });

  it.each<[string, Context, boolean]>([
    ['true', {}, true],
    ['true', { 'some:key': 'x' }, false],
    ['false', { 'some:key': 'x' }, true],
    ['false', {}, false],
  ])('Null %s, given %j → %s', (value, context, result) => {
    expect(holds({ Null: { 'some:key': value } }, context)).toBe(result);
  });

  it('compares keys in any case, wants all of them, and any of the values', () => {
    const condition = { StringEquals: { 'Events:SOURCE': ['a', 'b'], 'events:detail-type': 't' } };
    expect(holds(condition, { 'events:source': 'b', 'Events:Detail-Type': 't' })).toBe(true);
    expect(holds(condition, { 'events:source': 'b', 'events:detail-type': 'u' })).toBe(false);
  });

  it.each<[string, string, string]>([
    ['aws:PrincipalArn', 'StringEquals', `arn:aws:iam::${HOME}:role/publisher`],
    ['aws:PrincipalAccount', 'StringEquals', HOME],
    ['aws:PrincipalType', 'StringEquals', 'AssumedRole'],
    ['aws:PrincipalIsAWSService', 'Bool', 'false'],
    ['aws:ResourceAccount', 'StringEquals', HOME],
  ])('knows %s of a session without being told', (key, operator, value) => {
    const identityPolicies = [policy(allow({ Condition: { [operator]: { [key]: value } } }))];
    expect(evaluate(request(session(HOME)), inHome({ identityPolicies })).allowed).toBe(true);
  });
});

describe('conditions that AWS would refuse', () => {
  it.each<[string, ConditionElement, string]>([
    ['an unknown operator', { StringMatches: { k: 'v' } }, 'Unknown condition operator "StringMatches".'],
    ['a name of the prototype', { constructor: { k: 'v' } }, 'Unknown condition operator "constructor".'],
    ['no number', { NumericEquals: { k: 'v' } }, 'Condition operator "NumericEquals" does not accept "v" for "k".'],
    ['no truth value', { Bool: { k: 'yes' } }, 'Condition operator "Bool" does not accept "yes" for "k".'],
    ['no address', { IpAddress: { k: '1.2.3.4/33' } }, 'Condition operator "IpAddress" does not accept "1.2.3.4/33" for "k".'],
    ['no ARN', { ArnLike: { k: 'arn:x' } }, 'Condition operator "ArnLike" does not accept "arn:x" for "k".'],
    [
      'a list of booleans',
      { Bool: { k: ['true', 'false'] } },
      'Condition operator "Bool" does not accept ["true","false"] for "k".',
    ],
    [
      'Null with a list',
      { Null: { k: ['true', 'false'] } },
      'Condition operator "Null" does not accept ["true","false"] for "k".',
    ],
    ['Null without a value', { Null: { k: [] } }, 'Condition operator "Null" does not accept [] for "k".'],
    [
      'NullIfExists',
      { NullIfExists: { k: 'true' } },
      'Condition operator "NullIfExists" contradicts itself: Null asks whether the key exists. Write "Null".',
    ],
    [
      'a key twice',
      { StringLike: { k: '*', K: '*' } },
      'Condition operator "StringLike" has the key "K" twice, in different case.',
    ],
    [
      'a negated operator without values',
      { StringNotEquals: { k: [] } },
      'Condition operator "StringNotEquals" does not accept [] for "k".',
    ],
    [
      'a negated set operator without values',
      { 'ForAllValues:ArnNotLike': { k: [] } },
      'Condition operator "ForAllValues:ArnNotLike" does not accept [] for "k".',
    ],
    ['an operator in other case', { stringEquals: { k: 'v' } }, 'Unknown condition operator "stringEquals".'],
    ['no date', { DateEquals: { k: 'soon' } }, 'Condition operator "DateEquals" does not accept "soon" for "k".'],
  ])('%s: is reported, never allows, always denies', (_, Condition, problem) => {
    expect(compilePolicy(policy(allow({ Sid: 'S', Condition }))).problems).toEqual([`Statement S: ${problem}`]);
    expect(holds(Condition, { k: 'v' })).toBe(false);
    const identityPolicies = [policy(allow(), deny({ Condition }))];
    expect(evaluate(request(role(HOME), { k: 'w' }), inHome({ identityPolicies })).reason).toBe('explicit-deny');
  });
});
