/** What a template says of a parameter. */
export interface ParameterDefinition {
  readonly type: 'String' | 'StringList';
  readonly value: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly dataType: string;
  readonly tier: 'Standard' | 'Advanced';
  /** Each as JSON, with its type: `Expiration`. */
  readonly policies: readonly { readonly type: string; readonly text: string }[];
}

/** What a parameter was at one time. */
export interface ParameterVersion extends ParameterDefinition {
  /** From 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html */
const MOST_VERSIONS = 100;

/** A parameter of Parameter Store, with its history. */
export class Parameter {
  /** With its slash at the beginning, if it has one. */
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  tags: Readonly<Record<string, string>> = {};
  /** Oldest first. */
  readonly #versions: ParameterVersion[] = [];

  constructor({ name, arn, account, region }: Pick<Parameter, 'name' | 'arn' | 'account' | 'region'>) {
    this.name = name;
    this.arn = arn;
    this.account = account;
    this.region = region;
  }

  put(definition: ParameterDefinition, modifiedAt: number): void {
    this.#versions.push({ ...definition, version: (this.#versions.at(-1)?.version ?? 0) + 1, modifiedAt });
    if (this.#versions.length > MOST_VERSIONS) this.#versions.shift();
  }

  /** Oldest first. */
  get history(): readonly ParameterVersion[] {
    return this.#versions;
  }

  /** The newest, or the one that is asked for. */
  version(number?: number): ParameterVersion | undefined {
    return number === undefined ? this.#versions.at(-1) : this.#versions.find(({ version }) => version === number);
  }
}
