import type { Path, Position, Severity, SourceDocument } from '@busbar/problem';
import type { Contract, ContractHistory, JsonSchema } from '../model';
import type { SchemaNode } from './schema-nodes';

export type LintCategory =
  | 'naming'
  | 'docs'
  | 'ownership'
  | 'lifecycle'
  | 'classification'
  | 'evolution'
  | 'portability'
  | 'size'
  | 'examples'
  | 'references'
  | 'consumers';

/** One thing a rule has found, and where. */
export interface Finding {
  readonly at: Position;
  readonly message: string;
  readonly fix: string;
}

/** A rule is data: what it is for, how serious it is unless `config/platform.yaml` says otherwise, and what finds it. */
export interface LintRule {
  /** Its problem code: `<category>/<what-is-wrong>`. */
  readonly id: `${LintCategory}/${string}`;
  /** One sentence: what is wrong, in general. */
  readonly purpose: string;
  /** Why it matters, for `busbar contract explain`. */
  readonly why: string;
  readonly severity: Severity | 'off';
  readonly check: (subject: LintSubject) => Iterable<Finding>;
}

/** A subscription, as rules see it. */
export interface Consumer {
  readonly service: string;
  readonly name: string;
  readonly eventType: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Fields that the service says it reads, as dotted paths; absent when it does not say. */
  readonly reads?: readonly string[];
  readonly document: SourceDocument;
  readonly path: Path;
}

/** What rules know beside the contract itself. */
export interface LintContext {
  /** ISO date. */
  readonly today: string;
  /** Days between the declaration and the sunset of a deprecated major. */
  readonly noticeDays: number;
  readonly contracts: readonly Contract[];
  readonly consumers: readonly Consumer[];
  readonly teams: readonly { readonly name: string; readonly slack?: string }[];
  readonly services: readonly { readonly name: string; readonly accounts: Readonly<Record<string, string>> }[];
}

/** One major of an event: its draft, which is what can still be changed, and what belongs to it. */
export interface LintSubject extends LintContext {
  readonly contract: Contract;
  readonly history: ContractHistory;
  readonly draft: SourceDocument;
  readonly schema: JsonSchema;
  /** Every schema in the draft. */
  readonly nodes: readonly SchemaNode[];
  /** Those of them that are fields of an object. */
  readonly fields: readonly FieldNode[];
  /** Position of a value in the draft. */
  readonly at: (path: Path) => Position;
  /** Position of a key in the draft. */
  readonly atKey: (path: Path) => Position;
}

export type FieldNode = SchemaNode & { readonly field: string };
