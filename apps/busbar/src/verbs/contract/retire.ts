import { planRetirement } from '@busbar/contracts';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { contractNamed, openGovernance } from './governance';
import { planned, writeEdits } from './write-edits';

/** `busbar contract retire <event type>` */
export const retire: Verb<object> = async (terminal, options, name = '') => {
  const governance = await openGovernance(options);
  const contract = contractNamed(governance, name);
  await writeEdits(
    terminal,
    governance,
    planned(() => planRetirement(contract, governance.subscriptions, governance.today)),
  );
  terminal.print(`${terminal.out.good('retired')} ${contract.type}; its files stay, for archives`);
  return exitCode.ok;
};
