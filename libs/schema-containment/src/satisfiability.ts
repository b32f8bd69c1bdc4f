import { attempt, newCompilationContext } from './check-containment';
import { compile } from './formula';
import { type Draft, SchemaDocument } from './schema';
import { Search } from './search';

export type Satisfiability =
  | { readonly satisfiable: 'no' }
  /** The value is the search's own; no validator has confirmed it. */
  | { readonly satisfiable: 'yes'; readonly value: unknown }
  | { readonly satisfiable: 'unknown'; readonly reason: string };

export interface SatisfiabilityOptions {
  /** @default - what `$schema` says; see `draftOf` */
  readonly draft?: Draft;
  /** Steps that the search may take before it gives up. @default 2000 */
  readonly steps?: number;
}

/**
 * Whether any JSON value satisfies a schema. `no` is proven, by the search that `checkContainment` uses. Loads no validator.
 *
 * @throws SchemaError when it is not a schema
 */
export function checkSatisfiability(schema: unknown, { draft, steps = 2_000 }: SatisfiabilityOptions = {}): Satisfiability {
  const context = newCompilationContext();
  const formula = compile(new SchemaDocument(schema, draft), context);
  const search = new Search(context.formulas, context.expressions, steps);
  const outcome = attempt(search, [formula]);
  switch (outcome.kind) {
    case 'none':
      return { satisfiable: 'no' };
    case 'witness':
      return { satisfiable: 'yes', value: outcome.value };
    case 'unknown':
      return { satisfiable: 'unknown', reason: search.firstUnknown?.reason ?? outcome.reason };
  }
}
