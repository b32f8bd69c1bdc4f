/** Plain JSON, as a template holds it and as resolved properties are. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Where the code of a resource is on this machine. */
export type ResourceCode =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'zip'; readonly path: string }
  /** In the template itself. */
  | { readonly kind: 'inline'; readonly text: string };

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 *
 * `RetainExceptOnCreate` is only for `DeletionPolicy`.
 */
export const DELETION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'] as const;
export type DeletionPolicy = (typeof DELETION_POLICIES)[number];

/** A resource of a template with every intrinsic function replaced by what AWS would put there. */
export interface ResolvedResource {
  readonly logicalId: string;
  /** CloudFormation type, `AWS::Events::Rule`. */
  readonly type: string;
  /** What `Ref` gives: a name, a URL for queues, an ARN for topics and managed policies, `bus|rule` for rules of custom buses. */
  readonly physicalId: string;
  /** The name in the service, without bus prefix, URL or ARN around it. */
  readonly name: string;
  readonly arn?: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: JsonObject;
  /** Stack name. */
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** Logical ids of the same stack that this one refers to or names in `DependsOn`, sorted. */
  readonly dependsOn: readonly string[];
  /** Construct path (`aws:cdk:path`). */
  readonly path?: string;
  /** What becomes of it when it leaves its stack. @default 'Delete' */
  readonly deletionPolicy?: DeletionPolicy;
  /** What becomes of the old one when it is replaced. @default 'Delete' */
  readonly updateReplacePolicy?: DeletionPolicy;
  /** The template does not name it: on AWS a replacement gets a new name. */
  readonly hasGeneratedName?: true;
  /** Only for types with code (`AWS::Lambda::Function`). */
  readonly code?: ResourceCode;
}

/** Stack names are unique in an account and region. */
export interface StackName {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

export interface LoadedStack extends StackName {
  readonly stackId: string;
  /** Name of the stack that holds this one, for nested stacks. */
  readonly parent?: string;
  /** Where its template was read from, which may be gone since. */
  readonly templateFile?: string;
  /** Ordered so that every resource comes after those it depends on. */
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackExport {
  readonly name: string;
  readonly value: string;
  readonly stack: string;
  readonly account: string;
  readonly region: string;
}

/** A resource that is in the templates and does nothing in the emulator. */
export interface IdleResource {
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  /** Why, as a sentence. */
  readonly reason: string;
}

export interface LoadedAssembly {
  readonly directory: string;
  /** Names of the stages (nested assemblies) that were loaded; empty for an assembly without stages. */
  readonly stages: readonly string[];
  /** Ordered so that every stack comes after those it imports from or depends on; nested stacks come before their parents. */
  readonly stacks: readonly LoadedStack[];
  readonly exports: readonly StackExport[];
  /** Resources of types that the emulator knows and that have no behaviour here (log groups, alarms). */
  readonly accepted: readonly IdleResource[];
  /** Resources of types that the emulator does not know. `Ref` to one gives a deterministic name; it does not run. */
  readonly unsupported: readonly IdleResource[];
}

export interface LoadOptions {
  /** Load only this stage: the id of the CDK Stage (`dev`) or its path (`Pipeline/dev`). Default: everything in the assembly. */
  readonly stage?: string;
  /** Assemblies loaded before this one, whose exports it may import. */
  readonly after?: readonly LoadedAssembly[];
  /** Parameter values by stack name, over what the assembly gives. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Values of Systems Manager parameters that no stack of the account makes, by parameter name. CDK's bootstrap version is always
   * known.
   */
  readonly ssmParameters?: Readonly<Record<string, string>>;
}
