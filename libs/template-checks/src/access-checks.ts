import { coversAction, isAnybody, isService, saysForWhom, statementsOf, valuesOf, type Statement } from './statement';
import type { TemplateCheck } from './template-check';
import {
  busMeant,
  listOf,
  mapOf,
  resourceMeant,
  resourcesOf,
  type NamedResource,
  type Properties,
  type Template,
} from './template';

const KEY_OF_BUS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html';
const CONFUSED_DEPUTY = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html';

export const accessChecks: readonly TemplateCheck[] = [
  {
    rule: 'Busbar-PublishNamesBus',
    types: ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'],
    severity: 'error',
    description: 'A policy lets its owner put events on every bus, also of accounts that trust this one.',
    fix: 'Give the ARN of the bus as Resource.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html',
    broken: ({ properties }) =>
      identityStatements(properties)
        .filter((statement) => statement.effect === 'Allow' && statement.resources.includes('*'))
        // Administrators' policies are another matter.
        .filter(
          (statement) =>
            statement.actions.some((action) => /^events:/i.test(action)) && coversAction(statement, 'events:PutEvents'),
        )
        .map(({ at }) => at),
  },
  {
    rule: 'Busbar-RoleForOneRule',
    types: ['AWS::IAM::Role'],
    severity: 'warning',
    description: 'EventBridge may assume the role for anybody who may pass it, whatever the rule.',
    fix: 'Add the condition ArnEquals aws:SourceArn = the rule to the trust policy, or StringEquals aws:SourceAccount.',
    source: CONFUSED_DEPUTY,
    broken: ({ properties }) =>
      statementsOf(properties['AssumeRolePolicyDocument'], 'AssumeRolePolicyDocument')
        .filter(({ effect, principal }) => effect === 'Allow' && isService(principal, 'events.amazonaws.com'))
        .filter((statement) => !saysForWhom(statement))
        .map(({ at }) => at),
  },
  {
    rule: 'Busbar-FunctionOpen',
    types: ['AWS::Lambda::Permission'],
    severity: 'error',
    description: 'EventBridge may invoke the function for a rule of any account.',
    fix: 'Set SourceArn to the rule.',
    source: CONFUSED_DEPUTY,
    broken: ({ properties: { Principal, SourceArn, SourceAccount, PrincipalOrgID } }) =>
      Principal === 'events.amazonaws.com' && (SourceArn ?? SourceAccount ?? PrincipalOrgID) === undefined ? ['Principal'] : [],
  },
  {
    rule: 'Busbar-ArchiveKey',
    types: ['AWS::Events::Archive'],
    severity: 'error',
    description: "The bus has a customer-managed key and its archive has none: the events lie there under AWS's own key.",
    fix: 'Set KmsKeyIdentifier of the archive. CDK’s EventBus.archive() drops it; use the class Archive.',
    source: 'https://github.com/aws/aws-cdk/issues/38298',
    broken: ({ properties: { SourceArn, KmsKeyIdentifier } }, template) =>
      mapOf(busMeant(template, SourceArn)?.properties)['KmsKeyIdentifier'] && !KmsKeyIdentifier ? ['KmsKeyIdentifier'] : [],
  },
  {
    rule: 'Busbar-KeyAdmitsEventBridge',
    types: ['AWS::KMS::Key'],
    severity: 'error',
    description:
      'The key of a bus does not let EventBridge describe it without an encryption context, and use it: the bus cannot be made, or events are lost.',
    fix: 'Allow events.amazonaws.com kms:DescribeKey without a condition on the encryption context, and kms:GenerateDataKey and kms:Decrypt.',
    source: KEY_OF_BUS,
    broken: (key, template) => {
      if (!encryptsBus(key, template)) return [];
      const statements = statementsOf(key.properties['KeyPolicy'], 'KeyPolicy').filter(
        ({ effect, principal }) => effect === 'Allow' && (isService(principal, 'events.amazonaws.com') || isAnybody(principal)),
      );
      const allows = (action: string, also: (statement: Statement) => boolean = () => true): boolean =>
        statements.some((statement) => coversAction(statement, action) && also(statement));
      const isRight =
        allows('kms:DescribeKey', (statement) => !hasEncryptionContext(statement)) &&
        allows('kms:GenerateDataKey') &&
        allows('kms:Decrypt');
      return isRight ? [] : ['KeyPolicy'];
    },
  },
];

function identityStatements({ Policies, PolicyDocument }: Properties): readonly Statement[] {
  return [
    ...statementsOf(PolicyDocument, 'PolicyDocument'),
    ...listOf(Policies).flatMap((policy, index) =>
      statementsOf(mapOf(policy)['PolicyDocument'], `Policies/${index}/PolicyDocument`),
    ),
  ];
}

function encryptsBus({ logicalId }: NamedResource, template: Template): boolean {
  return resourcesOf(template, 'AWS::Events::EventBus').some(
    ({ properties }) => resourceMeant(template, properties['KmsKeyIdentifier'], { 'AWS::KMS::Key': '' })?.logicalId === logicalId,
  );
}

function hasEncryptionContext(statement: Statement): boolean {
  return (
    valuesOf(statement, 'kms:EncryptionContextKeys').length > 0 ||
    Object.values(statement.condition).some((keys) =>
      Object.keys(mapOf(keys)).some((key) => key.toLowerCase().startsWith('kms:encryptioncontext:')),
    )
  );
}
