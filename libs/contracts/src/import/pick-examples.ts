import { isMap } from '@busbar/problem';
import type { JsonSchema } from '../model';
import type { Sample } from './read-samples';

const MOST_EXAMPLES = 6;
/** Samples that are looked at; more rarely show anything new. */
const MOST_LOOKED_AT = 2_000;

/** Few samples that show as much of a draft as any: first the one with most fields, then those that show something new. */
export function pickExamples(schema: JsonSchema, samples: readonly Sample[]): Sample[] {
  const looked = samples.slice(0, MOST_LOOKED_AT).map((sample) => ({ sample, shown: shownBy(schema, sample.data) }));
  const picked: Sample[] = [];
  const seen = new Set<string>();
  while (picked.length < MOST_EXAMPLES) {
    const counted = looked.map((one) => ({ ...one, fresh: [...one.shown].filter((feature) => !seen.has(feature)).length }));
    const best = counted.reduce<(typeof counted)[number] | undefined>(
      (most, one) => (one.fresh > (most?.fresh ?? 0) ? one : most),
      undefined,
    );
    if (!best) break;
    picked.push(best.sample);
    for (const feature of best.shown) seen.add(feature);
  }
  return picked.length === 0 ? samples.slice(0, 1) : picked;
}

/** The fields and branches of a schema that data has. The draft of samples has no references. */
function shownBy(schema: JsonSchema, data: unknown): Set<string> {
  const shown = new Set<string>();
  const visit = (one: JsonSchema, value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(one.items ?? {}, item, `${path}/*`);
    if (!isMap(value)) return;
    const tag = one['x-discriminator'];
    if (one.oneOf && tag !== undefined) {
      const branch = one.oneOf.find(({ properties }) => properties?.[tag]?.const === value[tag]);
      shown.add(`${path}[${String(value[tag])}]`);
      if (branch) visit(branch, value, path);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const field = one.properties && Object.hasOwn(one.properties, name) ? one.properties[name] : one.additionalProperties;
      if (!field) continue;
      const place = `${path}/${field === one.additionalProperties ? '*' : name}`;
      // Null shows less of a field than its value.
      shown.add(member === null ? `${place}=null` : place);
      visit(field, member, place);
    }
  };
  visit(schema, data, '');
  return shown;
}
