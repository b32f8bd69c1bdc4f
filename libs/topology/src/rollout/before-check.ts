import type { Problem } from '@busbar/problem';
import type { StageView } from '../stage-view';
import { topologyProblem } from '../topology-problems';
import type { PlatformState } from './platform-state';

/** What a stage cannot change while it lives: everything else is named after it, or is in it. */
export function checkBefore(view: StageView, before: PlatformState): { readonly problems: readonly Problem[] } {
  const { stage, centralBusArn } = view;
  if (before.bus.arn === centralBusArn) return { problems: [] };
  return {
    problems: [
      topologyProblem(
        'topology/bus-moved',
        stage.document.at([]),
        `Stage "${stage.name}" has the bus ${before.bus.arn}; config/ says ${centralBusArn}. ` +
          'A bus cannot change its name, account or Region: everything that publishes and receives is bound to it.',
        'Take the change back, or add a stage beside this one and move the services to it.',
      ),
    ],
  };
}
