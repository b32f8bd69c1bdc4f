import { compareText } from '../order';
import type { Observability, Place } from './model';

/** What one stack draws of it. */
export function observabilityOfStack(
  { alarms, composites, topics, dashboards, sinks, links }: Observability,
  place: Place,
): Observability {
  const drawn = <T extends Place>(items: readonly T[]): readonly T[] => items.filter((item) => isIn(item, place));
  return {
    alarms: drawn(alarms),
    composites: drawn(composites),
    topics: drawn(topics),
    dashboards: drawn(dashboards),
    sinks: drawn(sinks),
    links: drawn(links),
  };
}

/** The inverse for all stacks of a stage. */
export function joinObservability(parts: readonly Observability[]): Observability {
  const all = <Key extends keyof Observability>(key: Key): Observability[Key] =>
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

/** Whether the stack draws anything of it. */
export function isPlannedIn(observability: Observability, place: Place): boolean {
  const { alarms, composites, topics, dashboards, sinks, links } = observability;
  return [alarms, composites, topics, dashboards, sinks, links].some((items: readonly Place[]) =>
    items.some((item) => isIn(item, place)),
  );
}

function isIn({ account, stack }: Place, place: Place): boolean {
  return account === place.account && stack === place.stack;
}
