import { PolicyError, parsePolicy, sizeOf } from '../src/index';

describe('parsePolicy', () => {
  it('brings a document of a template into one form', () => {
    const Principal = { Service: 'events.amazonaws.com' };
    const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Principal };
    expect(parsePolicy({ Statement: { ...statement, Condition: { Bool: { 'aws:SecureTransport': true } } } })).toEqual({
      Version: '2008-10-17',
      Statement: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    });
  });

  it.each<[unknown, string]>([
    ['text', 'The policy is "text"; it must be an object.'],
    [[], 'The policy is a list; it must be an object.'],
    [{ Version: '2020' }, `The policy's Version is "2020"; write "2012-10-17".`],
    [{}, 'The policy has no Statement; add at least one.'],
    [{ Statement: [{}] }, 'Statement 1 has the Effect missing; write "Allow" or "Deny".'],
    [{ Statement: [{ Effect: 'Allow' }] }, 'Statement 1 needs exactly one of Action and NotAction.'],
    [{ Statement: [{ Effect: 'Allow', Action: 'a', NotAction: 'b' }] }, 'Statement 1 needs exactly one of Action and NotAction.'],
    [
      { Statement: [{ Effect: 'Allow', Action: 'a', Resource: '*', NotResource: '*' }] },
      'Statement 1 has both Resource and NotResource; keep one.',
    ],
    [
      { Statement: [{ Effect: 'Allow', Action: 'a', Ressource: '*' }] },
      'Statement 1 has an unknown element "Ressource"; remove it.',
    ],
    [{ Statement: [{ Effect: 'Allow', Action: [{}] }] }, "Statement 1's Action holds an object; it must be a string."],
    [{ Statement: [{ Effect: 'Allow', Action: 'a', Principal: 'x' }] }, `Statement 1's Principal is "x"; it must be an object.`],
  ])('refuses %j', (value, message) => {
    expect(() => parsePolicy(value)).toThrow(new PolicyError(message));
  });
});

describe('sizeOf', () => {
  it('counts no insignificant white space', () => {
    expect(sizeOf(parsePolicy({ Version: '2012-10-17', Statement: [] }))).toBe('{"Version":"2012-10-17","Statement":[]}'.length);
  });
});
