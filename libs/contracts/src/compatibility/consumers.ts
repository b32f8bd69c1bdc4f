import type { EventTypeName } from '../model';
import { type Consumer, filterFields } from '../lint';
import { type Scalar, useOfValue } from './use-of-value';

/** A subscription that a change of a field may hit, and how one knows. */
export interface Hit {
  readonly service: string;
  readonly subscription: string;
  readonly because: 'filters' | 'reads' | 'may-read';
  /** Fields of its filter or of `reads` that overlap with the changed one, with dots. */
  readonly fields: readonly string[];
  /** The changed value, if its filter picks it out. */
  readonly value?: Scalar;
}

/** What changed: a field, or one value that it can have. */
export interface ChangedPart {
  readonly field: readonly string[];
  readonly value?: Scalar;
  /** The field is in a list: a filter that asks for other values also passes events that have this one beside them. */
  readonly isInList?: boolean;
}

/**
 * Who filters on a field, says that it reads it, or does not say what it reads. A field overlaps with those that it holds and
 * those that hold it; the whole event (no names) with all. Of a value, only those are hit whose filter picks it out or lets
 * events with it pass: the others never met it.
 */
export function whoIsHit(consumers: readonly Consumer[], type: EventTypeName, { field, value, isInList }: ChangedPart): Hit[] {
  return consumers.flatMap((consumer): Hit[] => {
    if (consumer.eventType !== type) return [];
    const { service, name: subscription } = consumer;
    const found = (because: Hit['because'], fields: readonly string[]): Hit[] => [{ service, subscription, because, fields }];
    if (value !== undefined) {
      const use = useOfValue(consumer.filter ?? {}, field, value);
      if (use === 'picked-out') return [{ service, subscription, because: 'filters', fields: [field.join('.')], value }];
      if (use === 'kept-out' && !isInList) return [];
    }
    const filtered = filteredFields(consumer).filter((one) => overlaps(one.split('.'), field));
    if (filtered.length > 0) return found('filters', filtered);
    if (!consumer.reads) return found('may-read', []);
    const read = consumer.reads.filter((one) => overlaps(one.split('.'), field));
    return read.length > 0 ? found('reads', read) : [];
  });
}

/** The fields that a subscription's filter names, with dots, each once. */
export function filteredFields({ filter }: Pick<Consumer, 'filter'>): string[] {
  return [...new Set([...filterFields(filter ?? {})].map(({ field }) => field.join('.')))];
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((name, index) => name === b[index]);
}

/** `access-service/finished-deliveries filters on status`. */
export function describeHit({ service, subscription, because, fields, value }: Hit): string {
  const name = `${service}/${subscription}`;
  if (because === 'may-read') return `${name} may read it`;
  if (value !== undefined) return `${name} filters on ${JSON.stringify(value)} in ${fields.join(', ')}`;
  return `${name} ${because === 'filters' ? 'filters on' : 'reads'} ${fields.join(', ')}`;
}
