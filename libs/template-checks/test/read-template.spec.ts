import { readTemplate, type ReadTemplate } from '../src';

const read = (file: string, text: string): ReadTemplate => {
  const result = readTemplate(file, text);
  if ('problem' in result) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result;
};
const problemOf = (file: string, text: string) => {
  const result = readTemplate(file, text);
  return 'problem' in result ? [result.problem.code, result.problem.at.line, result.problem.at.column] : undefined;
};

const yaml = `Resources:
  Queue: { Type: AWS::SQS::Queue }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [a] }
      Targets:
        - Id: one
          Arn: !GetAtt Queue.Arn
          Input: !Join ['-', [!Ref Queue, !Sub "\${AWS::StackName}", !ImportValue other]]
`;

describe('YAML', () => {
  test('tags are intrinsic functions, as in JSON', () => {
    const { template } = read('a.yaml', yaml);
    expect(template.Resources?.['Rule']?.Properties?.['Targets']).toEqual([
      {
        Id: 'one',
        Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        Input: { 'Fn::Join': ['-', [{ Ref: 'Queue' }, { 'Fn::Sub': '${AWS::StackName}' }, { 'Fn::ImportValue': 'other' }]] },
      },
    ]);
  });

  test.each<[string, (string | number)[], number, number]>([
    ['an item of a list', ['Resources', 'Rule', 'Properties', 'Targets', 0], 8, 11],
    ['a key of it', ['Resources', 'Rule', 'Properties', 'Targets', '0', 'Arn'], 9, 11],
    ['what is not there, at what would hold it', ['Resources', 'Rule', 'Properties', 'Targets', 0, 'DeadLetterConfig'], 8, 11],
    ['a resource', ['Resources', 'Queue', 'Properties'], 2, 3],
  ])('knows the position of %s', (_, path, line, column) => {
    expect(read('a.yaml', yaml).at(path)).toEqual({ file: 'a.yaml', line, column });
  });

  test('aliases are what they stand for', () => {
    const { template } = read('a.yaml', 'Resources:\n  A: &a { Type: T, Properties: { b: 1 } }\n  B: *a\n');
    expect(template.Resources?.['B']).toEqual({ Type: 'T', Properties: { b: 1 } });
  });
});

describe('JSON', () => {
  const json =
    '{\n  "Resources": {\n    "Q": {\n      "Type": "AWS::SQS::Queue",\n      "Properties": { "QueueName": "q" }\n    }\n  }\n}';

  test.each(['a.json', 'a.template'])('is read from %s, with positions', (file) => {
    const { template, at } = read(file, json);
    expect(template.Resources?.['Q']?.Type).toBe('AWS::SQS::Queue');
    expect(at(['Resources', 'Q', 'Properties', 'QueueName'])).toMatchObject({ file, line: 5 });
  });
});

test.each<[string, string, string, number, number]>([
  ['a.yaml', 'Resources: [', 'syntax/invalid-yaml', 1, 13],
  ['a.yaml', 'A: 1\nA: 2\n', 'syntax/invalid-yaml', 2, 1],
  ['a.json', '{\n "a": }', 'syntax/invalid-json', 2, 7],
  ['a.template', '{ "Resources": ', 'syntax/invalid-yaml', 1, 16],
  ['a.yaml', 'hello', 'template/not-a-template', 1, 1],
  ['a.yaml', '', 'template/not-a-template', 1, 1],
  ['a.json', '{}', 'template/not-a-template', 1, 1],
  ['a.yaml', 'Resources:\n  A: { Properties: {} }\n', 'template/not-a-template', 2, 3],
  ['a.yaml', 'Resources:\n  A: 1\n', 'template/not-a-template', 2, 3],
])('%s with %j is %s at %d:%d', (file, text, code, line, column) => {
  expect(problemOf(file, text)).toEqual([code, line, column]);
});
