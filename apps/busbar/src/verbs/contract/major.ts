import { planMajor } from '@busbar/contracts';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { contractNamed, openGovernance } from './governance';
import { planned, writeEdits } from './write-edits';

/** `busbar contract major <event>` */
export const major: Verb<object> = async (terminal, options, name = '') => {
  const governance = await openGovernance(options);
  const asked = contractNamed(governance, name);
  const newest = contractNamed(governance, asked.event.name);
  const history = governance.contracts.histories.get(newest.type) ?? { draft: undefined, releases: [] };
  await writeEdits(
    terminal,
    governance,
    planned(() => planMajor(newest, history)),
  );
  terminal.print(
    `${terminal.out.good('opened')} ${newest.event.name}@${newest.major + 1}, a draft`,
    `  When it is released: \`busbar contract deprecate ${newest.type} --replacement ${newest.event.name}@${newest.major + 1}\`.`,
  );
  return exitCode.ok;
};
