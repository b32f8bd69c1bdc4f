import { matches, PatternIndex, type Pattern } from '@busbar/event-pattern';
import type { CompiledPolicy } from '@busbar/iam-policy';
import type { BusEvent } from './bus-event';
import { BusPolicy } from './bus-policy';
import type { Rule } from './rule';

export interface ArchiveSettings {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  /** Id or ARN of a customer managed key. */
  readonly kmsKey?: string | undefined;
  readonly retentionDays: number;
  readonly pattern: Pattern | undefined;
}

/** Events of a bus that an archive keeps, in memory. */
export class Archive {
  settings: ArchiveSettings;
  /** Of all events that it took. */
  count = 0;
  bytes = 0;
  #kept: BusEvent[] = [];
  #keptBytes = 0;

  constructor(settings: ArchiveSettings) {
    this.settings = settings;
  }

  get name(): string {
    return this.settings.name;
  }

  get arn(): string {
    return this.settings.arn;
  }

  /** The newest events, oldest first. */
  get events(): readonly BusEvent[] {
    return this.#kept;
  }

  /** @returns whether the archive's pattern lets the event in */
  offer(event: BusEvent): boolean {
    const { pattern } = this.settings;
    if (pattern && !matches(pattern, event.event)) return false;
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

export interface BusSettings {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Id, ARN or alias of a customer managed key. */
  readonly kmsKey?: string;
  /** Of events that cannot be encrypted. */
  readonly deadLetterQueueArn?: string;
  /** Members of `DescribeEventBus` as the template has them: `KmsKeyIdentifier`, `DeadLetterConfig`, `LogConfig`. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** One event bus with its policy, rules and archives. */
export class Bus {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** What it is does not change, the rest may. */
  settings: BusSettings;
  readonly permissions = new BusPolicy();
  readonly archives: Archive[] = [];
  /** Names that are taken: of rules that events meet, or will soon. */
  readonly ruleNames = new Set<string>();
  /** Those that events meet, by name; the disabled ones too. */
  readonly rules = new Map<string, Rule>();
  readonly #index = new PatternIndex<Rule>();

  constructor(settings: BusSettings) {
    this.name = settings.name;
    this.arn = settings.arn;
    this.account = settings.account;
    this.region = settings.region;
    this.settings = settings;
  }

  /** In effect; undefined when there is none. */
  get policy(): CompiledPolicy | undefined {
    return this.permissions.inEffect;
  }

  get description(): string | undefined {
    return this.settings.description;
  }

  get tags(): Readonly<Record<string, string>> {
    return this.settings.tags ?? {};
  }

  get configuration(): Readonly<Record<string, unknown>> {
    return this.settings.configuration ?? {};
  }

  /** Every event meets either the earlier rule of that name or this one. */
  putRule(rule: Rule): void {
    this.removeRule(rule.name);
    this.rules.set(rule.name, rule);
    if (rule.pattern && rule.state !== 'DISABLED') this.#index.add(rule, rule.pattern);
  }

  removeRule(name: string): void {
    const rule = this.rules.get(name);
    if (!rule) return;
    this.#index.remove(rule);
    this.rules.delete(name);
  }

  /** An archive of that ARN keeps its events. */
  putArchive(settings: ArchiveSettings): void {
    const archive = this.archives.find(({ arn }) => arn === settings.arn);
    if (archive) archive.settings = settings;
    else this.archives.push(new Archive(settings));
  }

  removeArchive(arn: string): void {
    const index = this.archives.findIndex((archive) => archive.arn === arn);
    if (index >= 0) this.archives.splice(index, 1);
  }

  /** Enabled rules that want the event. */
  match(event: BusEvent): readonly Rule[] {
    return this.#index.match(event.event);
  }
}
