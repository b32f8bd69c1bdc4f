import { compareText, withYamlEntry } from '@busbar/problem';
import type { Consumer } from '../lint';
import type { Contract, EventTypeName } from '../model';
import { ContractError, type FileEdits } from './file-edits';
import { lastDeprecation, LEDGER, withDeprecation } from './ledger-edits';

const DAY = 86_400_000;

export interface DeprecationRequest {
  readonly contract: Contract;
  readonly contracts: readonly Contract[];
  readonly replacement?: EventTypeName;
  /** ISO date; the earliest that the notice period allows when absent. */
  readonly sunset?: string;
  /** ISO date. */
  readonly today: string;
  readonly noticeDays: number;
  /** Text of the ledger; undefined when there is none. */
  readonly ledger: string | undefined;
}

/**
 * Announces the end of an active major: in its lifecycle, and in the ledger, which keeps the promise. For a major that is
 * deprecated already, notice is given anew.
 *
 * @throws ContractError when it is not active, the replacement is not, or the sunset comes before the notice period ends
 */
export function planDeprecation(request: DeprecationRequest): FileEdits {
  const { contract, contracts, replacement, sunset, today, noticeDays, ledger } = request;
  const { type, lifecycle } = contract;
  if (lifecycle.state !== 'active' && lifecycle.state !== 'deprecated')
    throw new ContractError(
      `"${type}" is ${lifecycle.state}; only what is active can be deprecated.`,
      'Look it up with `busbar contract log`.',
    );
  const earliest = new Date(Date.parse(today) + noticeDays * DAY).toISOString().slice(0, 10);
  if (sunset !== undefined && sunset < earliest)
    throw new ContractError(
      `A sunset on ${sunset} is sooner than the notice period of ${noticeDays} days allows.`,
      `Choose ${earliest} or a later day.`,
    );
  if (replacement !== undefined) checkReplacement(replacement, contract, contracts);
  const next = replacement ?? lifecycle.replacement;
  const promised = lifecycle.state === 'deprecated' ? lastDeprecation(ledger, type) : undefined;
  const days = { since: promised?.since ?? lifecycle.since ?? today, sunset: sunset ?? earliest };
  const edits = withLifecycle(contract, { state: 'deprecated', ...days, ...(next !== undefined && { replacement: next }) });
  return new Map([...edits, [LEDGER, withDeprecation(ledger, { type, ...days })]]);
}

function checkReplacement(replacement: EventTypeName, { type }: Contract, contracts: readonly Contract[]): void {
  const next = contracts.find((one) => one.type === replacement);
  if (replacement === type || !next)
    throw new ContractError(`There is no event type "${replacement}" to move to.`, 'Name another event type.');
  if (next.lifecycle.state !== 'active')
    throw new ContractError(
      `The replacement "${replacement}" is ${next.lifecycle.state}.`,
      `Release it first: \`busbar contract release ${replacement}\`.`,
    );
}

export interface RetirementRequest {
  readonly contract: Contract;
  readonly consumers: readonly Consumer[];
  /** ISO date. */
  readonly today: string;
  /** Text of the ledger; undefined when there is none. */
  readonly ledger: string | undefined;
}

/**
 * Ends a major: it may no longer be published or subscribed to. Its files stay, for archives.
 *
 * @throws ContractError naming the subscriptions that are left, or the last day that subscribers were promised
 */
export function planRetirement({ contract, consumers, today, ledger }: RetirementRequest): FileEdits {
  const { type, lifecycle } = contract;
  if (lifecycle.state === 'retired') throw new ContractError(`"${type}" is retired.`, 'There is nothing left to do.');
  if (lifecycle.state === 'active')
    throw new ContractError(
      `"${type}" is active: its end was never announced to its subscribers.`,
      `Deprecate it first: \`busbar contract deprecate ${type}\`.`,
    );
  const left = consumers.filter(({ eventType }) => eventType === type).map(({ service, name }) => `${service}/${name}`);
  if (left.length > 0)
    throw new ContractError(
      `"${type}" is still subscribed to by ${left.join(', ')}.`,
      lifecycle.replacement === undefined ? 'Have them removed first.' : `Have them moved to "${lifecycle.replacement}" first.`,
    );
  const sunsets = [lifecycle.sunset ?? '', lastDeprecation(ledger, type)?.sunset ?? ''];
  const sunset = sunsets.sort(compareText).at(-1) ?? '';
  if (lifecycle.state === 'deprecated' && sunset >= today)
    throw new ContractError(`"${type}" may be published until ${sunset}.`, 'Retire it on a later day.');
  return withLifecycle(contract, {
    state: 'retired',
    ...(lifecycle.replacement !== undefined && { replacement: lifecycle.replacement }),
  });
}

function withLifecycle({ event, major }: Contract, lifecycle: Readonly<Record<string, string>>): FileEdits {
  const { file, text } = event.document;
  return new Map([[file, withYamlEntry(text, ['lifecycle', `v${major}`], lifecycle)]]);
}
