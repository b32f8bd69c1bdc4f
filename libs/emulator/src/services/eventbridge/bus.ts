import { matches, PatternIndex, type Pattern } from '@busbar/event-pattern';
import type { CompiledPolicy } from '@busbar/iam-policy';
import type { BusEvent } from './bus-event';
import type { Rule } from './rule';

/** Events of a bus that an archive keeps, in memory. */
export class Archive {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** Id or ARN of a customer managed key. */
  readonly kmsKey: string | undefined;
  readonly retentionDays: number;
  readonly pattern: Pattern | undefined;
  /** Of all events that it took. */
  count = 0;
  bytes = 0;
  #kept: BusEvent[] = [];
  #keptBytes = 0;

  constructor(
    options: Pick<Archive, 'name' | 'arn' | 'retentionDays' | 'pattern'> & Partial<Pick<Archive, 'description' | 'kmsKey'>>,
  ) {
    this.name = options.name;
    this.arn = options.arn;
    this.description = options.description;
    this.kmsKey = options.kmsKey;
    this.retentionDays = options.retentionDays;
    this.pattern = options.pattern;
  }

  /** The newest events, oldest first. */
  get events(): readonly BusEvent[] {
    return this.#kept;
  }

  /** @returns whether the archive's pattern lets the event in */
  offer(event: BusEvent): boolean {
    if (this.pattern && !matches(this.pattern, event.event)) return false;
    this.count++;
    this.bytes += event.body.bytes;
    this.#kept.push(event);
    this.#keptBytes += event.body.bytes;
    if (this.#kept.length > MOST_KEPT || this.#keptBytes > MOST_KEPT_BYTES) this.#forgetOlderHalf();
    return true;
  }

  #forgetOlderHalf(): void {
    this.#kept = this.#kept.slice(Math.ceil(this.#kept.length / 2));
    this.#keptBytes = this.#kept.reduce((sum, { body }) => sum + body.bytes, 0);
  }
}

/** Memory is finite: of a long run the older half is forgotten, the counts are not. */
const MOST_KEPT = 20_000;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

/** One event bus with its policy, rules and archives. */
export class Bus {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Members of `DescribeEventBus` that change nothing here: `KmsKeyIdentifier`, `DeadLetterConfig`, `LogConfig`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  policy: CompiledPolicy | undefined;
  readonly archives: Archive[] = [];
  /** By name, the disabled ones too. */
  readonly rules = new Map<string, Rule>();
  readonly #index = new PatternIndex<Rule>();

  constructor(
    options: Pick<Bus, 'name' | 'arn' | 'account' | 'region'> & Partial<Pick<Bus, 'description' | 'tags' | 'configuration'>>,
  ) {
    this.name = options.name;
    this.arn = options.arn;
    this.account = options.account;
    this.region = options.region;
    this.description = options.description;
    this.tags = options.tags ?? {};
    this.configuration = options.configuration ?? {};
  }

  addRule(rule: Rule): void {
    this.rules.set(rule.name, rule);
    if (rule.pattern && rule.state !== 'DISABLED') this.#index.add(rule, rule.pattern);
  }

  /** Enabled rules that want the event. */
  match(event: BusEvent): readonly Rule[] {
    return this.#index.match(event.event);
  }
}
