import fc from 'fast-check';
import { Folders } from './assembly.fixture';
import { loadAssembly } from '../../src';
import { TemplateError } from '../../src/cloudformation/template-error';

const folders = new Folders();
afterAll(() => folders.remove());

const FUNCTIONS = [
  ...['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::If', 'Fn::FindInMap', 'Fn::ImportValue'],
  ...['Fn::Base64', 'Fn::GetAZs', 'Fn::GetStackOutput', 'Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals', 'Fn::Cidr', 'Condition'],
];
/** Words that hit something: ids, attributes, pseudo parameters, and what objects inherit. */
const WORDS = [
  ...['A', 'B', 'C', 'Arn', 'A.Arn', 'B.QueueName', '${A}', '${B.Arn}-${C}', '${!x}', 'AWS::Region', 'AWS::NoValue', 'AWS::X'],
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty', '{{resolve:ssm:/x}}', '', ',', '0', '-1'],
];
const TYPES = [
  'AWS::SQS::Queue',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::CloudFormation::Stack',
  'X',
];
const PROPERTIES = ['QueueName', 'Name', 'EventBusName', 'Code', 'Runtime', 'FifoQueue', 'Path', 'TemplateURL', 'Parameters'];

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 6, arbitrary: fc.oneof(fc.constantFrom(...WORDS), fc.integer(), fc.boolean(), fc.constant(null)) },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...FUNCTIONS), tie('value'), { minKeys: 1, maxKeys: 1 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...WORDS), tie('value'), { maxKeys: 2 }) },
  ),
}));

/** Mostly left out, so that most templates are wrong in one place at most. */
const rarely = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const id = fc.constantFrom('A', 'B', 'C');
const section = (entry: fc.Arbitrary<unknown>) => fc.dictionary(id, entry, { maxKeys: 3 });
const resource = fc.record({
  Type: fc.constantFrom(...TYPES),
  Properties: fc.dictionary(fc.constantFrom(...PROPERTIES), value, { maxKeys: 3 }),
  DependsOn: rarely(fc.oneof(id, fc.array(id, { maxLength: 2 }), value)),
  Condition: rarely(fc.oneof(id, value)),
});
const template = fc.record({
  Resources: section(resource),
  Parameters: rarely(
    section(fc.oneof(fc.record({ Type: fc.constantFrom('String', 'CommaDelimitedList'), Default: value }), value)),
  ),
  Mappings: rarely(section(value)),
  Conditions: rarely(section(value)),
  Outputs: rarely(section(fc.oneof(fc.record({ Value: value, Export: fc.record({ Name: value }) }), value))),
});

it('loads any template, or says what is wrong with it, and never fails in another way', async () => {
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(template, async (any) => {
      try {
        await loadAssembly(folders.assembly({ app: any }));
        loaded++;
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
    { numRuns: 1500 },
  );
  // Guards the generator: were everything refused at the door, the test would say nothing.
  expect(loaded).toBeGreaterThan(100);
});

it('takes a runtime that cannot be made a text of for one that does not run here', async () => {
  const resources = { A: { Type: 'AWS::Lambda::Function', Properties: { Runtime: { toString: null } } } };
  await expect(loadAssembly(folders.assembly({ app: { Resources: resources } }))).resolves.toMatchObject({
    stacks: [{ name: 'app' }],
  });
});
