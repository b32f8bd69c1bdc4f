import { nearest, type Problem, type SourceDocument } from '@busbar/problem';
import type { Domain, EventDefinition } from '@busbar/contracts';
import { manifestProblem } from './manifest-problems';
import type { Service } from './model';

/** Owners are teams. `teams` is undefined when teams.yaml could not be read. */
export function checkOwners(
  teams: ReadonlySet<string> | undefined,
  owned: readonly { readonly owner: string; readonly document: SourceDocument }[],
): Problem[] {
  if (!teams) return [];
  return owned
    .filter(({ owner }) => !teams.has(owner))
    .map(({ owner, document }) => {
      const meant = nearest(owner, [...teams]);
      return manifestProblem(
        'team/unknown',
        document.at(['owner']),
        `There is no team "${owner}".`,
        meant ? `Write "${meant}" if you meant that.` : 'Add the team to teams.yaml.',
      );
    });
}

/** Publishers are services, of the team that owns the domain. */
export function checkPublishers(
  events: readonly EventDefinition[],
  domains: readonly Domain[],
  services: readonly Service[],
  context: { readonly serviceNames: ReadonlySet<string>; readonly teams: ReadonlySet<string> | undefined },
): Problem[] {
  return events.flatMap(({ name, publisher, domain: domainName, document }) => {
    const at = document.at(['publisher']);
    if (!context.serviceNames.has(publisher)) {
      const meant = nearest(publisher, [...context.serviceNames]);
      return manifestProblem(
        'publisher/unknown',
        at,
        `There is no service "${publisher}".`,
        meant ? `Write "${meant}" if you meant that.` : `Add "config/services/${publisher}.yaml".`,
      );
    }
    const service = services.find((one) => one.name === publisher);
    const domain = domains.find((one) => one.name === domainName);
    // Owners that are no teams have their own problem.
    if (
      !service ||
      !domain ||
      service.owner === domain.owner ||
      !context.teams?.has(service.owner) ||
      !context.teams.has(domain.owner)
    )
      return [];
    return manifestProblem(
      'publisher/does-not-own-domain',
      at,
      `"${publisher}" belongs to the team "${service.owner}", but the domain "${domain.name}" of "${name}" belongs to "${domain.owner}".`,
      `Name a service of the team "${domain.owner}", or move the event to a domain of the team "${service.owner}".`,
    );
  });
}
