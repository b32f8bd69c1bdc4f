import { formed, generalProblem } from '@busbar/problem';
import * as z from 'zod';
import { formats } from '@busbar/schema-containment';
import { kebabName } from './names';

const text = (description: string): z.ZodString => z.string().min(1).describe(description);

const day = (description: string): z.ZodString =>
  formed(
    { pattern: /^\d{4}-\d\d-\d\d$/, valid: formats.date, is: 'a day that exists', fix: 'Write it as 2026-12-31.' },
    description,
  );

const eventType = (description: string): z.ZodString =>
  formed(
    {
      pattern: /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+@[1-9]\d{0,3}$/,
      is: 'an event type',
      fix: 'Write it as <domain>.<event>@<major>, for example "delivery.status.updated@1".',
    },
    description,
  );

/** `config/events/<domain>/domain.yaml`. */
export const domainShape = z
  .strictObject({
    name: kebabName('Name of the domain; that of its folder.'),
    description: text('What the domain is about, for people of other domains.'),
    owner: text('Team that owns the domain, from teams.yaml.'),
    source: formed(
      {
        pattern: /^(?!aws\.)[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/,
        maximumLength: 64,
        is: 'a source such as "company.domain"',
        fix: 'Use lower-case words with dots between them; "aws." is reserved.',
      },
      'EventBridge source of all events of the domain.',
    ),
  })
  .describe('A domain of the company, and the EventBridge source of its events.');

const lifecycleShape = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('draft').describe('May change in every way; is not published outside the dev stage.') }),
  z.strictObject({ state: z.literal('active').describe('Published, and open to subscribers.') }),
  z.strictObject({
    state: z.literal('deprecated').describe('Still published; subscribers have to move on.'),
    since: day('Day on which it was declared deprecated; the notice period counts from it.').optional(),
    sunset: day('Last day on which it is published.'),
    replacement: eventType('Event type to move to.').optional(),
  }),
  z.strictObject({
    state: z.literal('retired').describe('No longer published; nobody may subscribe.'),
    replacement: eventType('Event type that took its place.').optional(),
  }),
]);

/** `config/events/<domain>/<event>/event.yaml`. */
export const eventShape = z
  .strictObject({
    name: formed(
      {
        pattern: /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/,
        maximumLength: 100,
        is: 'a name such as "delivery.status.updated"',
        fix: 'Write <domain>.<event> in lower case, with dots and hyphens.',
        problem: (...rest) => generalProblem('name/invalid', ...rest),
      },
      'Name of the event, <domain>.<event>; its folders say the same.',
    ),
    title: text('Name for people.'),
    description: text('What happened when this event is sent, and who cares.'),
    owner: text('Team that answers for the event, from teams.yaml.'),
    publisher: text('The one service that publishes it.'),
    volume: z
      .strictObject({
        averagePerSecond: z.number().min(0).describe('Events per second over a day.'),
        peakPerSecond: z.number().min(0).describe('Events per second in the busiest minute of a day.'),
      })
      .describe('How much of it is expected; plans and cost are computed from it.'),
    replay: z
      .boolean()
      .describe('False: archived events are never replayed, so newer consumers need not understand them. Default true.')
      .optional(),
    subscribe: z
      .enum(['open', 'approval'])
      .describe(
        'Who may subscribe: everybody (open, the default), or the services under approvals and those of the owner (approval).',
      )
      .optional(),
    approvals: z
      .array(
        z.strictObject({
          service: text('The service that may subscribe.'),
          approver: text('Who of the owning team agreed.'),
          date: day('When.'),
          reason: text('What the service needs the events for.').optional(),
        }),
      )
      .describe('With subscribe: approval, the services that may subscribe, to every major of the event.')
      .optional(),
    lifecycle: z
      .record(z.string().regex(/^v[1-9]\d{0,3}$/), lifecycleShape)
      .describe('State of each major, by folder: v1, v2, …'),
  })
  .describe('An event: what it is, who publishes it, and where its majors stand.');

/** `config/events/<domain>/<event>/v<major>/examples/<name>.json`. */
export const exampleShape = z
  .strictObject({
    summary: text('What the example shows.'),
    violates: z
      .strictObject({
        path: z
          .string()
          .regex(/^(?:\/.*)?$/)
          .describe('JSON pointer into data.'),
        keyword: text('JSON Schema keyword that is broken there.'),
      })
      .describe('Makes it an invalid example: the one thing that is wrong with it.')
      .optional(),
    data: z.record(z.string(), z.unknown()).describe('The data of an event.'),
  })
  .describe('An example of an event, valid or not.');

/** `config/events/ledger.json`. */
export const ledgerShape = z
  .strictObject({
    releases: z.array(
      z.strictObject({
        type: eventType('Event type.'),
        version: z.string().regex(/^[1-9]\d*\.\d+\.\d+$/),
        bump: z.enum(['initial', 'major', 'minor', 'patch']),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .describe('Of the bytes of the released file.'),
        releasedBy: text('Who released it.'),
        releasedAt: formed(
          { pattern: /T/, valid: formats['date-time'], is: 'a time', fix: 'Write it as 2026-12-31T23:59:00Z.' },
          'When.',
        ),
        reason: text('Why.'),
      }),
    ),
    deprecations: z
      .array(
        z.strictObject({
          type: eventType('Event type.'),
          since: day('Day on which it was declared deprecated; event.yaml may not name an earlier one.'),
          sunset: day('Last day on which it is published; event.yaml may not name an earlier one.'),
        }),
      )
      .describe('What subscribers were promised of deprecated event types. The last entry of a type counts.')
      .optional(),
  })
  .describe('Every release and deprecation of every contract, oldest first; only ever added to.');

export type Ledger = z.output<typeof ledgerShape>;
