import { compareText } from '../order';
import { NO_OBSERVABILITY, type Observability, type Place } from '../observability-model';

/** What one stack draws of it. */
export function observabilityOfStack(observability: Observability, place: Place): Observability {
  return byStack(observability).get(keyOf(place)) ?? NO_OBSERVABILITY;
}

/** Whether the stack draws anything of it. */
export function isPlannedIn(observability: Observability, place: Place): boolean {
  return byStack(observability).has(keyOf(place));
}

const known = new WeakMap<Observability, ReadonlyMap<string, Observability>>();

/** Once for each: hundreds of stacks ask, several times, for a few of thousands of alarms. */
function byStack(observability: Observability): ReadonlyMap<string, Observability> {
  const found = known.get(observability);
  if (found) return found;
  const stacks = new Map<string, Record<(typeof LISTS)[number], Place[]>>();
  for (const list of LISTS) {
    for (const item of observability[list]) {
      const key = keyOf(item);
      const ofStack = stacks.get(key) ?? { alarms: [], composites: [], topics: [], dashboards: [], sinks: [], links: [] };
      stacks.set(key, ofStack);
      ofStack[list].push(item);
    }
  }
  const partitioned = stacks as unknown as ReadonlyMap<string, Observability>;
  known.set(observability, partitioned);
  return partitioned;
}

const LISTS = ['alarms', 'composites', 'topics', 'dashboards', 'sinks', 'links'] as const;

function keyOf({ account, stack }: Place): string {
  return `${account}/${stack}`;
}

/** The inverse for all stacks of a stage. */
export function joinObservability(parts: readonly Observability[]): Observability {
  const all = <Key extends (typeof LISTS)[number]>(key: Key): Observability[Key] =>
    parts
      .flatMap((part) => part[key] as readonly (Place & { readonly name?: string })[])
      .sort(
        (a, b) => compareText(a.account, b.account) || compareText(a.name ?? '', b.name ?? ''),
      ) as unknown as Observability[Key];
  return {
    alarms: all('alarms'),
    composites: all('composites'),
    topics: all('topics'),
    dashboards: all('dashboards'),
    sinks: all('sinks'),
    links: all('links'),
  };
}
