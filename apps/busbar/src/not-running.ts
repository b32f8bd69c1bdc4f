import type { EmulatorReport, IdleResource } from '@busbar/emulator';

/** Resources of one reason that are named one by one. */
const MOST_NAMED = 3;

/**
 * What the templates draw and the runtime does not run, one line for each reason.
 *
 * Types that do nothing here are counted: a stage has an alarm for every queue. What runs in part, and what the runtime does not know, is named.
 */
export function notRunning({
  idle,
  limited,
  unsupported,
}: Pick<EmulatorReport, 'idle' | 'limited' | 'unsupported'>): readonly string[] {
  return [
    ...Array.from(byReason(idle), ([reason, resources]) => `drawn, not run: ${counts(resources)}. ${reason}`),
    ...Array.from(byReason(limited), ([reason, resources]) => `runs in part: ${names(resources)}. ${reason}`),
    ...Array.from(byReason(unsupported), ([, resources]) => `not known here: ${counts(resources)} (${names(resources)})`),
  ];
}

function byReason(resources: readonly IdleResource[]): ReadonlyMap<string, readonly IdleResource[]> {
  const groups = new Map<string, IdleResource[]>();
  for (const resource of resources) {
    const group = groups.get(resource.reason);
    if (group) group.push(resource);
    else groups.set(resource.reason, [resource]);
  }
  return groups;
}

/** `157 AWS::CloudWatch::Alarm, 3 AWS::CloudWatch::CompositeAlarm`. */
function counts(resources: readonly IdleResource[]): string {
  const count = new Map<string, number>();
  for (const { type } of resources) count.set(type, (count.get(type) ?? 0) + 1);
  return Array.from(count, ([type, number]) => `${number} ${type}`).join(', ');
}

function names(resources: readonly IdleResource[]): string {
  const shown = resources.slice(0, MOST_NAMED).map(({ stack, logicalId }) => `${stack}/${logicalId}`);
  const more = resources.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
