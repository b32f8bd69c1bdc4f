import type { AssetIndex } from './asset-index';
import type { JsonObject, ResourceCode } from './model';
import { generatedName, hashId, identityUuid } from './physical-name';
import type { TemplatePlace } from './template-error';

/** The names of a resource. */
export interface Identity {
  readonly name: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly arn?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource on its way to an identity: its place in the organization and its resolved properties. */
export class ResourceDraft {
  /** Its name was made up, as the template gives none. */
  hasGeneratedName = false;

  constructor(
    readonly type: string,
    readonly logicalId: string,
    readonly stack: string,
    readonly account: string,
    readonly region: string,
    readonly partition: string,
    readonly properties: JsonObject,
  ) {}

  /** The property, if it is a string that is not empty. */
  text(property: string): string | undefined {
    const value = Object.hasOwn(this.properties, property) ? this.properties[property] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** The property, or a name as CloudFormation generates it. `longest` is the service's limit for names, in characters. */
  named(property: string, longest: number): string {
    return this.text(property) ?? this.generatedName(longest);
  }

  generatedName(longest: number): string {
    this.hasGeneratedName = true;
    return generatedName(this, longest);
  }

  generatedId(length: number): string {
    return hashId(this, length);
  }

  /** @param of whatever replaces the resource when it changes: the one that replaces it gets another id */
  generatedUuid(of: string): string {
    return identityUuid({ ...this, logicalId: `${this.logicalId} ${of}` });
  }

  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** IAM is global: its ARNs have no region. */
  iamArn(kind: string, name: string): string {
    return `arn:${this.partition}:iam::${this.account}:${kind}${this.text('Path') ?? '/'}${name}`;
  }
}

/** A CloudFormation type: what `Ref` and `Fn::GetAtt` give, and whether the emulator runs it. */
export interface ResourceType {
  /** Why a resource of this type does nothing here; absent for types that run. */
  readonly idle?: string;
  /**
   * Properties whose change replaces the resource (`createOnlyProperties` of its schema; "Update requires: Replacement" in the
   * CloudFormation reference). Top-level names. For a type that nothing is known about, nothing replaces it.
   */
  readonly createOnly: readonly string[];
  /** Attributes that `identify` does not list still get a deterministic value: nothing here depends on them. */
  readonly anyAttribute?: boolean;
  identify(draft: ResourceDraft): Identity;
  /**
   * Where the code of a resource is on this machine, for types that have code.
   *
   * @param place of its properties
   * @throws TemplateError when the code is in no asset of the assembly
   */
  code?(properties: JsonObject, assets: AssetIndex, place: TemplatePlace): ResourceCode | undefined;
}

/** An {@link ResourceType.identify} for types that are only referred to by a generated name. */
export function identifyByGeneratedName(draft: ResourceDraft): Identity {
  const name = draft.generatedName(128);
  return { name, physicalId: name, attributes: {} };
}

/**
 * An {@link ResourceType.identify} for types whose `Ref` is their name and whose ARN ends with it.
 *
 * @param longest characters that the service allows
 * @param prefix of the ARN's resource part: `alarm:`
 */
export function identifyByName(property: string, longest: number, service: string, prefix: string): ResourceType['identify'] {
  return (draft) => {
    const name = draft.named(property, longest);
    const arn = draft.arn(service, prefix + name);
    return { name, physicalId: name, arn, attributes: { Arn: arn } };
  };
}

/** An {@link ResourceType.identify} for types whose `Ref` is their ARN, which ends with an id that the service makes up. */
export function identifyById(service: string, prefix: string, attribute = 'Arn'): ResourceType['identify'] {
  return (draft) => {
    const id = draft.generatedId(32).toLowerCase();
    const arn = draft.arn(service, prefix + id);
    return { name: id, physicalId: arn, arn, attributes: { [attribute]: arn } };
  };
}

/** Stands in for a type without an own `identify`: names are deterministic, attributes are made up. */
export const ANY_TYPE: ResourceType = {
  createOnly: [],
  anyAttribute: true,
  identify(draft) {
    const [, service = 'unknown', kind = draft.type] = draft.type.split('::');
    const name = draft.generatedName(64);
    const arn = draft.arn(service.toLowerCase(), `${kind.toLowerCase()}/${name}`);
    return { name, physicalId: name, arn, attributes: { Arn: arn } };
  },
};
