import type { LintRule } from './lint-rule';

export const ownershipRules: readonly LintRule[] = [
  {
    id: 'ownership/team-without-channel',
    purpose: 'The team that owns an event has no chat channel.',
    why: 'If an event is wrong at night, email is too slow.',
    severity: 'warning',
    *check({ contract: { event }, teams }) {
      const team = teams.find(({ name }) => name === event.owner);
      if (!team || team.slack !== undefined) return;
      yield {
        at: event.document.at(['owner']),
        message: `The team "${event.owner}" has no channel.`,
        fix: 'Add "slack" to the team in teams.yaml.',
      };
    },
  },
  {
    id: 'ownership/not-the-domain-owner',
    purpose: 'An event belongs to another team than its domain.',
    why: 'The owner of a domain decides about its source; questions about events of other teams reach the wrong team.',
    severity: 'warning',
    *check({ contract: { event, domain } }) {
      if (event.owner === domain.owner) return;
      yield {
        at: event.document.at(['owner']),
        message: `"${event.name}" belongs to "${event.owner}", and its domain to "${domain.owner}".`,
        fix: 'Give both to one team, or move the event to a domain of its own.',
      };
    },
  },
  {
    id: 'ownership/publisher-not-deployed',
    purpose: 'The publisher of an active event has no account in any stage.',
    why: 'Nobody can publish the event.',
    severity: 'error',
    *check({ contract: { event, lifecycle }, services }) {
      const service = services.find(({ name }) => name === event.publisher);
      if (lifecycle.state !== 'active' || !service || Object.keys(service.accounts).length > 0) return;
      yield {
        at: event.document.at(['publisher']),
        message: `"${event.publisher}" has no account in any stage.`,
        fix: 'Add its accounts, or name the service that publishes the event.',
      };
    },
  },
];
