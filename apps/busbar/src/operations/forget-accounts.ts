import { forgetStacks, unitKey, type DeploymentUnit, type Topology } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import { updateRecord, type RecordStore } from './store';

export interface ForgetRequest {
  readonly store: RecordStore;
  /** What config/ plans for the stage. */
  readonly topology: Topology;
  readonly accounts: readonly string[];
}

/**
 * Removes the stacks of accounts from the record of a stage.
 *
 * @returns what was removed
 * @throws CommandError (usage) when config/ still plans something there, or the stage is held, or nothing is recorded of an account
 */
export async function forgetAccounts({
  store,
  topology,
  accounts,
}: ForgetRequest): Promise<readonly Pick<DeploymentUnit, 'stack' | 'account'>[]> {
  const { stage } = topology;
  const used = accounts.find(
    (account) => account === topology.centralAccount || topology.identities.some((each) => each.account === account),
  );
  if (used !== undefined) {
    throw refusal(`config/ has something of stage "${stage}" in account ${used}.`, 'Remove the account from config/ first.');
  }
  return updateRecord(store, stage, (record) => {
    if (record.heldBy) {
      throw refusal(`Stage "${stage}" is held by execution ${record.heldBy.execution}.`, 'Wait until it has ended, or stop it.');
    }
    const gone = record.units.map(({ unit }) => unit).filter(({ account }) => accounts.includes(account));
    const unknown = accounts.find((account) => gone.every((unit) => unit.account !== account));
    if (unknown !== undefined) {
      throw refusal(
        `Nothing is recorded of stage "${stage}" in account ${unknown}.`,
        'Correct the id; `busbar rollout` names the stacks.',
      );
    }
    return Promise.resolve({
      result: gone.map(({ stack, account }) => ({ stack, account })),
      write: forgetStacks(record, new Set(gone.map(unitKey))),
    });
  });
}

function refusal(message: string, fix: string): CommandError {
  return new CommandError(exitCode.usage, message, fix);
}
