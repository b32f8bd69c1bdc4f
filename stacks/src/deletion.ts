import type { IdleSubscription, InboxSubscription } from '@busbar/topology';

/** What becomes of a subscription's queues when they leave the template. */
export function deletionOf(form: InboxSubscription | IdleSubscription): 'retain' | 'delete' {
  return 'idle' in form && form.idle.state === 'stopped' && form.idle.deletion === 'acknowledged' ? 'delete' : 'retain';
}
