import type { Idle } from '@busbar/topology';

/** What becomes of the queue of an idle thing when it leaves the template. */
export function deletionOf(idle: Idle): 'retain' | 'delete' {
  return idle.state === 'stopped' && idle.deletion === 'acknowledged' ? 'delete' : 'retain';
}
