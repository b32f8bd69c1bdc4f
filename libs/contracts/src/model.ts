import type { Path, SourceDocument } from '@busbar/problem';

/** `delivery.status.updated@1`: `<domain>.<event>@<major>`. It is the `detail-type` on the wire. */
export type EventTypeName = string;

/** Where a major stands. `draft` may not be published outside the dev stage; `retired` may not be subscribed to. */
export type LifecycleState = 'draft' | 'active' | 'deprecated' | 'retired';

export interface Lifecycle {
  readonly state: LifecycleState;
  /** ISO date of the day on which a deprecated major was declared so; the notice period is counted from it. */
  readonly since?: string;
  /** ISO date (`2026-02-01`) of the last day on which a deprecated major may be published. */
  readonly sunset?: string;
  /** The event type to move to. */
  readonly replacement?: EventTypeName;
}

/** A domain of the company: who owns it, and the one EventBridge `source` of all its events. */
export interface Domain {
  readonly name: string;
  readonly description: string;
  /** Team. */
  readonly owner: string;
  /** EventBridge `source`, for example `doorstep.delivery`. */
  readonly source: string;
  readonly document: SourceDocument;
}

/** An event, all majors: `config/events/<domain>/<event>/event.yaml`. */
export interface EventDefinition {
  /** `delivery.status.updated`. */
  readonly name: string;
  readonly domain: string;
  readonly title: string;
  readonly description: string;
  /** Team. */
  readonly owner: string;
  /** The one service that publishes it. */
  readonly publisher: string;
  /** Expected events per second, on average and at the daily peak. */
  readonly volume: { readonly averagePerSecond: number; readonly peakPerSecond: number };
  /** False when archived events are never replayed into newer consumers; compatibility then holds forward only. Default true. */
  readonly replay?: boolean;
  /** `approval`: only services that have one may subscribe, and those of the owner. Default `open`: everybody may. */
  readonly subscribe?: 'open' | 'approval';
  readonly approvals?: readonly SubscribeApproval[];
  readonly document: SourceDocument;
}

/** A service may subscribe to an event, all majors. */
export interface SubscribeApproval {
  readonly service: string;
  readonly approver: string;
  /** ISO date. */
  readonly date: string;
  readonly reason?: string;
}

/** One major of an event: what may be sent, by whom. */
export interface Contract {
  readonly type: EventTypeName;
  readonly event: EventDefinition;
  readonly domain: Domain;
  readonly major: number;
  /** Newest released version (`1.2.0`), or `<major>.0.0-draft` when nothing is released. */
  readonly version: string;
  readonly lifecycle: Lifecycle;
  /**
   * JSON Schema Draft-07 of `data`, as it stands in the newest released file (the draft when none is released).
   * This is the *publisher view*'s source: objects are closed by `closeObjects` when a validator is made.
   */
  readonly schema: JsonSchema;
  readonly schemaDocument: SourceDocument;
  readonly examples: readonly ContractExample[];
}

/** What was released of a major, and what may be released next. */
export interface ContractHistory {
  /** `draft.schema.json`, the only editable schema; undefined when it is not within the profile. */
  readonly draft: SourceDocument | undefined;
  /** Oldest first. */
  readonly releases: readonly Release[];
  /** Files with the name of a release that the ledger does not have. They are no releases until it does. */
  readonly unrecorded?: readonly Release[];
}

/** A released version of a contract. Its file never changes. */
export interface Release {
  /** `1.2.0`. */
  readonly version: string;
  readonly file: string;
  readonly text: string;
  /** Parsed when it is first looked at: most commands never look at old versions. */
  readonly document: SourceDocument;
  /** What the ledger says of it; absent when it says nothing, which is a problem of its own. */
  readonly entry?: LedgerEntry;
}

/** One release, as the ledger records it. */
export interface LedgerEntry {
  readonly type: EventTypeName;
  readonly version: string;
  readonly bump: 'initial' | 'major' | 'minor' | 'patch';
  /** Of the bytes of the released file. */
  readonly sha256: string;
  readonly releasedBy: string;
  /** ISO time. */
  readonly releasedAt: string;
  readonly reason: string;
}

/** What subscribers were promised when an event type was deprecated, as the ledger records it. */
export interface DeprecationEntry {
  readonly type: EventTypeName;
  /** ISO date. */
  readonly since: string;
  /** ISO date. */
  readonly sunset: string;
}

export interface ContractExample {
  /** File name without `.json`. */
  readonly name: string;
  readonly valid: boolean;
  readonly summary: string;
  /** The `data` of an event. */
  readonly data: unknown;
  /** For an invalid example: the JSON pointer and the keyword that it breaks. */
  readonly violates?: { readonly path: string; readonly keyword: string };
  readonly document: SourceDocument;
}

/** The keywords that contracts may use; everything else is a problem (`contract/unsupported-keyword`). */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** A schema makes the object a map. Objects are otherwise closed for publishers and open for consumers. */
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Tagged union; `x-discriminator` names the property that tells the branches apart. */
  readonly oneOf?: readonly JsonSchema[];
  /** `#/definitions/<Name>` only. */
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly deprecated?: boolean;
  /** The enum or union may grow within the major: consumers must expect unknown values. */
  readonly 'x-extensible'?: boolean;
  readonly 'x-discriminator'?: string;
  /** `public`, `internal`, `confidential`, `pii:name`, `pii:contact`, `pii:location`, `pii:id`, `secret`. */
  readonly 'x-classification'?: string;
}

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** One thing wrong with an event's data. Never holds the value itself. */
export interface Issue {
  /** JSON pointer into `data`, `''` for the whole. */
  readonly path: string;
  /** JSON Schema keyword (`required`, `enum`, `additionalProperties`, …). For `required` and `additionalProperties` `path` includes the property. */
  readonly keyword: string;
  /** What was expected, in words. */
  readonly message: string;
}

/** A field of a contract as filters see it. */
export interface FieldSchema {
  readonly path: Path;
  readonly schema: JsonSchema;
}
