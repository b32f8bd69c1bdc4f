import { scaffoldEvent, type Domain, type FileEdits, type NewContents } from '@busbar/contracts';
import { nearest } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import type { OpenGovernance } from './governance';
import { planned } from './write-edits';

/** What a new event is, beside its name. */
export interface NewOptions {
  readonly publisher?: string | undefined;
  readonly owner?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/**
 * The files of a new event.
 *
 * @param contents what its draft says, if that is known
 * @throws CommandError when there is such an event, no such domain, or several services could publish it
 */
export function plannedEvent(governance: OpenGovernance, name: string, options: NewOptions, contents?: NewContents): FileEdits {
  if (governance.contracts.declared.has(name))
    throw new CommandError(
      exitCode.usage,
      `There is an event "${name}".`,
      `Open its next major with \`busbar contract major ${name}\`.`,
    );
  const domain = domainOf(governance, name);
  return planned(() =>
    scaffoldEvent({
      name,
      domain,
      owner: options.owner ?? domain.owner,
      publisher: options.publisher ?? publisherOf(governance, domain),
      ...(options.title !== undefined && { title: options.title }),
      ...(options.description !== undefined && { description: options.description }),
      ...(contents && { contents }),
    }),
  );
}

function domainOf({ contracts: { domains } }: OpenGovernance, name: string): Domain {
  const wanted = name.split('.')[0] ?? '';
  const domain = domains.find((one) => one.name === wanted);
  if (domain) return domain;
  const names = domains.map((one) => one.name);
  const meant = nearest(wanted, names);
  throw new CommandError(
    exitCode.usage,
    `There is no domain "${wanted}".`,
    meant
      ? `Did you mean "${meant}.${name.split('.').slice(1).join('.')}"?`
      : `The domains are ${names.join(', ')}; a new one begins with its domain.yaml.`,
  );
}

/** The one service that publishes in the domain, or that its owner has. */
function publisherOf({ contracts: { events }, services }: OpenGovernance, domain: Domain): string {
  const ofDomain = new Set(events.filter((event) => event.domain === domain.name).map(({ publisher }) => publisher));
  const ofOwner = services.filter(({ owner }) => owner === domain.owner).map(({ name }) => name);
  const candidates = ofDomain.size === 1 ? [...ofDomain] : ofOwner;
  if (candidates.length === 1 && candidates[0] !== undefined) return candidates[0];
  throw new CommandError(
    exitCode.usage,
    `Several services could publish it: ${[...new Set([...ofDomain, ...ofOwner])].join(', ')}.`,
    'Name one with --publisher.',
  );
}
