import type { RuntimeEvent } from '@busbar/emulator';
import { isHeartbeat, type Topology } from '@busbar/topology';

/**
 * Passes on what concerns teams: not the heartbeats, their schedule and what their function writes. That the function fails is passed
 * on: then something is wrong.
 */
export function withoutHeartbeats(
  { bus }: Pick<Topology, 'bus'>,
  observe: (event: RuntimeEvent) => void,
): (event: RuntimeEvent) => void {
  const { schedule, function: fn } = bus.heartbeat ?? {};
  return (event) => {
    const isOne = 'detailType' in event && isHeartbeat(event);
    const isDue = 'ruleArn' in event && event.ruleArn === schedule?.arn && event.kind !== 'dropped';
    const isLog = event.kind === 'function-log' && event.function === fn?.name;
    if (!isOne && !isDue && !isLog) observe(event);
  };
}
