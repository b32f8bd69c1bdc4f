import { parseArn, partitionOf } from '@busbar/arn';
import type { CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { Caller } from '../../identity/caller';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';

interface Key {
  readonly arn: string;
  readonly account: string;
  readonly policy: CompiledPolicy;
  readonly enabled: boolean;
}

/** Somebody wants to use a key, through a service that encrypts with it. */
export interface KeyUse {
  readonly caller: Caller;
  /** Id, ARN, alias or ARN of an alias, as the encrypted resource names it. */
  readonly key: string;
  /** Account and region of the encrypted resource. */
  readonly account: string;
  readonly region: string;
  readonly actions: readonly ('kms:DescribeKey' | 'kms:GenerateDataKey' | 'kms:Decrypt')[];
  /** Of the request: `kms:ViaService`, `kms:EncryptionContext:…`, `aws:SourceArn`. */
  readonly context: Readonly<Record<string, string>>;
  /** What the context differs by, for remembered decisions. */
  readonly variant: readonly [string, string];
}

/** The keys of all accounts, and who may use them. Nothing is encrypted. */
export class Kms implements RunningService {
  readonly apis = [];
  readonly #context: ServiceContext;
  /** By ARN. */
  readonly #keys = new Map<string, Key>();
  /** ARNs or ids of keys, by ARN of the alias. */
  readonly #aliases = new Map<string, string>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  loadKey(resource: Resource): ResourceChange {
    const { arn, resolved } = resource;
    const policy = resource.policy('KeyPolicy');
    const enabled = resource.value('Enabled') === undefined || resource.flag('Enabled');
    return { apply: () => void this.#keys.set(arn, { arn, account: resolved.account, policy, enabled }) };
  }

  removeKey({ arn }: Resource): ResourceChange {
    return { apply: () => void this.#keys.delete(arn) };
  }

  loadAlias(resource: Resource): ResourceChange {
    resource.checkName('AliasName', /^alias\/(?!aws\/)[\w/-]{1,250}$/, 'Begin it with "alias/", not with "alias/aws/".');
    const target = resource.requiredText('TargetKeyId');
    return { apply: () => void this.#aliases.set(resource.arn, target) };
  }

  removeAlias({ arn }: Resource): ResourceChange {
    return { apply: () => void this.#aliases.delete(arn) };
  }

  /** Whether a template has the key; AWS's own keys count. */
  knows(key: string, account: string, region: string): boolean {
    const arn = this.#arnOf(key, account, region);
    return isOfAws(arn) || this.#keys.has(arn);
  }

  /**
   * Why somebody may not use a key; undefined when they may. A key that no template has is not asked.
   * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
   */
  denial({ caller, key: named, account, region, actions, context, variant }: KeyUse): string | undefined {
    const arn = this.#arnOf(named, account, region);
    if (isOfAws(arn)) return this.#denialByAws(caller, account, arn);
    const key = this.#keys.get(arn);
    if (!key) return undefined;
    if (!key.enabled) return `${key.arn} is disabled.`;
    for (const action of actions) {
      const { allowed } = this.#context.authorizer.decide(caller, {
        action,
        resource: key.arn,
        resourceAccount: key.account,
        resourcePolicy: key.policy,
        context: { 'kms:CallerAccount': caller.account, ...context },
        variant,
      });
      if (!allowed) return `${caller.arn} is not authorized to perform: ${action} on resource: ${key.arn}`;
    }
    return undefined;
  }

  /** Keys that AWS manages are for the principals of their account, and for no service: their policies cannot be changed. */
  #denialByAws(caller: Caller, account: string, arn: string): string | undefined {
    if (caller.principal.type !== 'service' && caller.account === account) return undefined;
    return `${caller.arn} may not use ${arn}, which AWS manages: its policy cannot be changed.`;
  }

  #arnOf(key: string, account: string, region: string): string {
    const prefix = `arn:${partitionOf(region)}:kms:${region}:${account}:`;
    const arn = key.startsWith('arn:') ? key : key.startsWith('alias/') ? prefix + key : `${prefix}key/${key}`;
    const target = this.#aliases.get(arn);
    if (target === undefined) return arn;
    const { account: owner = account, region: home = region } = parseArn(arn) ?? {};
    return this.#arnOf(target, owner, home);
  }
}

function isOfAws(arn: string): boolean {
  return arn.includes(':alias/aws/');
}
