import type { JsonObject } from './model';
import { generatedName, hashText } from './physical-name';

/** What a resource is called, by whom. */
export interface Identity {
  readonly name: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly arn?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource on its way to an identity: its place in the organization and its resolved properties. */
export class ResourceDraft {
  constructor(
    readonly type: string,
    readonly logicalId: string,
    readonly stack: string,
    readonly account: string,
    readonly region: string,
    readonly partition: string,
    readonly properties: JsonObject,
  ) {}

  /** The property, if it is a text that is not empty. */
  text(property: string): string | undefined {
    const value = Object.hasOwn(this.properties, property) ? this.properties[property] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** The property, or a name as CloudFormation generates it. `longest` is the service's limit for names, in characters. */
  named(property: string, longest: number): string {
    return this.text(property) ?? generatedName(this, longest);
  }

  generatedId(length: number): string {
    return hashText(this, length);
  }

  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** IAM is global: its ARNs have no region. */
  iamArn(kind: string, name: string): string {
    return `arn:${this.partition}:iam::${this.account}:${kind}${this.text('Path') ?? '/'}${name}`;
  }
}

export interface ResourceType {
  /** Why a resource of this type does nothing here; absent for types that run. */
  readonly idle?: string;
  /** Attributes that the table does not list still get a deterministic text: nothing here depends on them. */
  readonly anyAttribute?: boolean;
  identify(draft: ResourceDraft): Identity;
}

/**
 * Every resource type that the emulator knows, with what `Ref` and `Fn::GetAtt` give. Types without `idle` are run by the
 * emulator; a type that is not here is reported as unsupported.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::EventBus': {
    identify(draft) {
      const name = draft.named('Name', 256);
      const arn = draft.arn('events', `event-bus/${name}`);
      return { name, physicalId: name, arn, attributes: { Arn: arn, Name: name } };
    },
  },
  'AWS::Events::EventBusPolicy': {
    identify(draft) {
      const name = draft.named('StatementId', 64);
      return { name, physicalId: `${busName(draft)}|${name}`, attributes: {} };
    },
  },
  'AWS::Events::Rule': {
    identify(draft) {
      const name = draft.named('Name', 64);
      const bus = busName(draft);
      const onDefaultBus = bus === 'default';
      const arn = draft.arn('events', onDefaultBus ? `rule/${name}` : `rule/${bus}/${name}`);
      return { name, physicalId: onDefaultBus ? name : `${bus}|${name}`, arn, attributes: { Arn: arn } };
    },
  },
  'AWS::Events::Archive': {
    identify(draft) {
      const name = draft.named('ArchiveName', 48);
      const arn = draft.arn('events', `archive/${name}`);
      return { name, physicalId: name, arn, attributes: { Arn: arn, ArchiveName: name } };
    },
  },
  'AWS::SQS::Queue': {
    identify(draft) {
      const suffix = draft.properties['FifoQueue'] === true || draft.properties['FifoQueue'] === 'true' ? '.fifo' : '';
      const name = draft.text('QueueName') ?? generatedName(draft, 80 - suffix.length) + suffix;
      const arn = draft.arn('sqs', name);
      const url = `https://sqs.${draft.region}.${urlSuffix(draft.partition)}/${draft.account}/${name}`;
      return { name, physicalId: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::SQS::QueuePolicy': { identify: generatedOnly },
  'AWS::IAM::Role': {
    identify(draft) {
      const name = draft.named('RoleName', 64);
      const arn = draft.iamArn('role', name);
      return { name, physicalId: name, arn, attributes: { Arn: arn, RoleId: `AROA${draft.generatedId(17)}` } };
    },
  },
  'AWS::IAM::Policy': {
    identify(draft) {
      const name = draft.text('PolicyName') ?? generatedName(draft, 128);
      return { name, physicalId: generatedName(draft, 128), attributes: {} };
    },
  },
  'AWS::IAM::ManagedPolicy': {
    identify(draft) {
      const name = draft.named('ManagedPolicyName', 128);
      const arn = draft.iamArn('policy', name);
      return { name, physicalId: arn, arn, attributes: { PolicyArn: arn, PolicyId: `ANPA${draft.generatedId(17)}` } };
    },
  },
  'AWS::Lambda::Function': {
    identify(draft) {
      const name = draft.named('FunctionName', 64);
      const arn = draft.arn('lambda', `function:${name}`);
      return { name, physicalId: name, arn, attributes: { Arn: arn } };
    },
  },
  'AWS::Lambda::Permission': { identify: generatedOnly },

  'AWS::CloudFormation::Stack': {
    idle: 'A nested stack is only the frame around its own resources, which are loaded.',
    identify: generatedOnly,
  },
  'AWS::CDK::Metadata': { idle: 'It only reports the CDK version to AWS.', identify: generatedOnly },
  'AWS::KMS::Key': {
    idle: 'Nothing is encrypted at rest here, so keys and their policies are not enforced.',
    identify(draft) {
      const id = draft.generatedId(32).toLowerCase();
      const arn = draft.arn('kms', `key/${id}`);
      return { name: id, physicalId: id, arn, attributes: { Arn: arn, KeyId: id } };
    },
  },
  'AWS::KMS::Alias': {
    idle: 'Nothing is encrypted at rest here.',
    identify(draft) {
      const name = draft.named('AliasName', 256);
      return { name, physicalId: name, arn: draft.arn('kms', name), attributes: {} };
    },
  },
  'AWS::Logs::LogGroup': {
    idle: 'Log lines of functions go to the observer, not to log groups.',
    identify(draft) {
      const name = draft.named('LogGroupName', 512);
      const arn = draft.arn('logs', `log-group:${name}:*`);
      return { name, physicalId: name, arn, attributes: { Arn: arn } };
    },
  },
  'AWS::SNS::Topic': {
    idle: 'Notifications are not sent from here.',
    identify(draft) {
      const name = draft.named('TopicName', 256);
      const arn = draft.arn('sns', name);
      return { name, physicalId: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
    },
  },
  'AWS::SNS::TopicPolicy': { idle: 'Notifications are not sent from here.', identify: generatedOnly },
  'AWS::SNS::Subscription': { idle: 'Notifications are not sent from here.', identify: generatedOnly },
  'AWS::SSM::Parameter': {
    idle: 'Parameter Store is not served here.',
    identify(draft) {
      const name = draft.named('Name', 2048);
      const attributes = { Type: draft.text('Type') ?? 'String', Value: draft.text('Value') ?? '' };
      return { name, physicalId: name, arn: draft.arn('ssm', `parameter/${name.replace(/^\//, '')}`), attributes };
    },
  },
  'AWS::CloudWatch::Alarm': {
    idle: 'Alarms need metrics over time, which are not kept here.',
    identify(draft) {
      const name = draft.named('AlarmName', 255);
      const arn = draft.arn('cloudwatch', `alarm:${name}`);
      return { name, physicalId: name, arn, attributes: { Arn: arn } };
    },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    idle: 'Alarms need metrics over time, which are not kept here.',
    identify(draft) {
      const name = draft.named('AlarmName', 255);
      const arn = draft.arn('cloudwatch', `alarm:${name}`);
      return { name, physicalId: name, arn, attributes: { Arn: arn } };
    },
  },
};

/** Whole services that only watch: every type of theirs is accepted. */
const WATCHING_SERVICES: Readonly<Record<string, string>> = {
  'AWS::Logs::': 'Log delivery is not simulated.',
  'AWS::CloudWatch::': 'Metrics and dashboards are not kept here.',
};

/** `undefined` for a type that the emulator does not know. */
export function resourceType(type: string): ResourceType | undefined {
  if (Object.hasOwn(TYPES, type)) return TYPES[type];
  const watching = Object.entries(WATCHING_SERVICES).find(([prefix]) => type.startsWith(prefix));
  return watching && { ...ANY_TYPE, idle: watching[1] };
}

/** Stands in for a type that the table does not have: names are deterministic, attributes are made up. */
export const ANY_TYPE: ResourceType = {
  anyAttribute: true,
  identify(draft) {
    const [, service = 'unknown', kind = draft.type] = draft.type.split('::');
    const name = generatedName(draft, 64);
    const arn = draft.arn(service.toLowerCase(), `${kind.toLowerCase()}/${name}`);
    return { name, physicalId: name, arn, attributes: { Arn: arn } };
  },
};

function generatedOnly(draft: ResourceDraft): Identity {
  const name = generatedName(draft, 128);
  return { name, physicalId: name, attributes: {} };
}

/** `EventBusName` holds a name or an ARN; without it the bus is `default`. */
function busName(draft: ResourceDraft): string {
  return draft.text('EventBusName')?.replace(/^arn:.*:event-bus\//, '') ?? 'default';
}

/** Domain of AWS's endpoints (`AWS::URLSuffix`). */
export function urlSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** `AWS::Partition` of a region. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
