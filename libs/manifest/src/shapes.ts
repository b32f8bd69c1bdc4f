import { contractPolicyShape, kebabName } from '@busbar/contracts';
import { either, formed } from '@busbar/problem';
import * as z from 'zod';
import { accountId, accountReference } from './account-reference';
import { deliveryShape } from './deliveries';
import { pipelineShape } from './pipeline/shape';
import { region } from './region';

const text = (description: string): z.ZodString => z.string().min(1).describe(description);
const email = (description: string): z.ZodEmail => z.email().describe(description);

const retryShape = z.strictObject({
  maximumEventAgeInSeconds: z.int().min(60).max(86_400).describe('Seconds after which an event goes to the DLQ.'),
  maximumRetryAttempts: z.int().min(0).max(185).describe('Attempts after which an event goes to the DLQ.'),
});

const alarmLevel = (description: string) => z.enum(['essential', 'standard', 'none']).describe(description);

const objectiveShapes = {
  latencyP90Milliseconds: z.number().positive().describe('From publishing to arrival, for nine of ten events.'),
  successPercent: z.number().min(0).max(100).describe('Events that arrive.'),
};

const SINK_ARN = /^arn:aws[a-z-]*:oam:[a-z0-9-]+:\d{12}:sink\/[A-Za-z0-9-]+$/;

const sinkArn = (description: string): z.ZodString =>
  formed(
    {
      pattern: SINK_ARN,
      is: 'the ARN of an Observability Access Manager sink',
      fix: 'Write it as `aws oam list-sinks` prints it: "arn:aws:oam:us-east-1:123456789012:sink/…".',
    },
    description,
  );

const sinkShape = (description: string) =>
  either(
    z.union([z.enum(['create', 'none']), z.string().regex(SINK_ARN)]),
    {
      is: '"create", "none" or the ARN of a sink',
      fix: 'Write "create" for a sink in the central account, or the ARN as `aws oam list-sinks` prints it.',
    },
    description,
  );

/** `config/platform.yaml`. */
export const platformShape = z
  .strictObject({
    company: kebabName('Short name of the company.'),
    owner: text(
      'Team that answers for the platform and for what no other team owns, from teams.yaml. Default: platform.',
    ).optional(),
    busName: formed(
      {
        pattern: /^(?!default$|aws\.)[A-Za-z0-9._-]+$/,
        maximumLength: 64,
        is: 'the name of an event bus',
        fix: 'Use letters, digits, ".", "-" and "_"; not "default".',
      },
      'Name of the central bus and of every subscriber bus.',
    ),
    encryption: z.enum(['aws-owned', 'customer-managed']).describe('Whose key encrypts the central bus.').default('aws-owned'),
    archiveRetentionDays: z.int().min(1).max(3650).describe('Days that the archive keeps events.'),
    retry: retryShape
      .describe(
        "How EventBridge retries when a target does not accept an event; a subscription can override it. Default: EventBridge's own, 24 hours.",
      )
      .default({ maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 }),
    accountsPerRoutingStack: z.int().min(1).max(60).describe('Subscriber accounts whose routing shares one stack.').default(25),
    objectives: z
      .strictObject({
        ...objectiveShapes,
        minimumEvents: z
          .int()
          .min(1)
          .describe('Events in the long window below which no burn rate is taken: a single failure among few is no trend.')
          .default(1000),
      })
      .describe('What the platform promises.')
      .default({ latencyP90Milliseconds: 80, successPercent: 99.99, minimumEvents: 1000 }),
    observability: z
      .strictObject({
        alarms: alarmLevel('Which alarms there are; stages, services and subscriptions can say otherwise.').default('essential'),
        sink: sinkShape(
          'Where the accounts of the stage share their metrics: a sink made in the central account, one that is there, or nowhere.',
        ).default('none'),
        email: z
          .boolean()
          .describe('Alarms are sent to the addresses of the teams and the contacts of their services.')
          .default(true),
        dashboards: z.boolean().describe('A dashboard of the stage, and one for each service.').default(true),
        runbooks: z
          .url()
          .describe('Where docs/runbooks/ is published, for the links in alarms; without it they name the file.')
          .optional(),
      })
      .describe('What watches the platform.')
      .prefault({}),
    pipeline: pipelineShape.describe('What deploys the stages from a repository. Default: deployment by hand.').optional(),
    raisedQuotas: z.record(z.string(), z.number().positive()).describe('Quotas that AWS has raised, by id.').default({}),
    contracts: contractPolicyShape.prefault({}),
    workspace: z
      .strictObject({
        serviceStacks: text('Module that exports the stacks of the service teams.').optional(),
        demo: text('Module that exports what `busbar up --demo` runs.').optional(),
      })
      .describe('Modules of this workspace, as paths relative to this file.')
      .default({}),
  })
  .describe('The platform: bus, retention, retry, promises.');

/** What AWS accepts as the address of an account, which is more than an address that Busbar would write to. */
const rootEmail = (description: string): z.ZodString =>
  formed({ pattern: /^[^\s@]+@[^\s@]+$/, is: 'an address', fix: 'Write it as AWS Organizations has it.' }, description);

/** `config/organization.json`. `busbar org pull` writes it. */
export const organizationShape = z
  .strictObject({
    id: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/)
      .describe('Id of the organization.'),
    readAt: formed(
      {
        pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/,
        is: 'a time in UTC',
        fix: 'Write it as "2026-11-20T08:15:00Z".',
        valid: (time) => !Number.isNaN(Date.parse(time)),
      },
      'When its content was first read.',
    ),
    managementAccountId: accountId('The account that owns the organization.'),
    root: z.strictObject({ id: text('Id of the root.'), name: text('Its name.') }),
    organizationalUnits: z.array(
      z.strictObject({
        id: text('Id of the OU.'),
        name: text('Its name.'),
        parentId: text('Id of the OU or root that holds it.'),
      }),
    ),
    accounts: z.array(
      z.strictObject({
        id: accountId('Account id.'),
        name: text('Its name.'),
        email: rootEmail('Address of its root user.'),
        state: z
          .enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'])
          .describe('Its state, as AWS Organizations calls it.'),
        parentId: text('Id of the OU or root that holds it.'),
        tags: z.record(z.string(), z.string()).describe('Its tags in AWS Organizations.').default({}),
      }),
    ),
  })
  .describe('Snapshot of AWS Organizations; `busbar org pull` writes it.');

/** What `config/organization.json` holds. */
export type OrganizationShape = z.output<typeof organizationShape>;

/** `config/teams.yaml`. */
export const teamsShape = z
  .strictObject({
    teams: z.record(
      kebabName('Name of the team.'),
      z.strictObject({
        description: text('What the team answers for.'),
        email: email('Where the team is written to.'),
        slack: text('Channel, with its #.').optional(),
        github: formed(
          {
            pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9_.-]+$/,
            is: 'a team of a GitHub organization',
            fix: 'Write <organization>/<team> without "@", for example "acme/payments".',
          },
          'Its team on GitHub, <organization>/<team>: who is asked to review what the team owns.',
        ).optional(),
      }),
    ),
  })
  .describe('The teams of the company.');

/** `config/stages/<stage>.yaml`. */
export const stageShape = z
  .strictObject({
    name: kebabName('Name of the stage; that of the file.'),
    order: z.int().min(1).describe('Place in the roll-out, from 1.'),
    engine: z.enum(['classic']).describe('What carries the events.').default('classic'),
    centralAccount: accountReference('Account of the central bus'),
    region: region('AWS region.'),
    approval: z.boolean().describe('A person must approve the roll-out to this stage.').default(false),
    soakMinutes: z.int().min(0).max(10_080).describe('Minutes to watch before the next stage.').default(0),
    subscriberBusTrust: z
      .enum(['route-roles', 'central-account'])
      .describe('Whom subscriber buses admit: the route roles only, or every principal of the central account.')
      .default('route-roles'),
    rolesAssumableByAccount: z
      .boolean()
      .describe("Principals of a service's account may assume its role, if their own policies allow them to.")
      .default(false),
    observability: z
      .strictObject({
        alarms: alarmLevel('Which alarms there are. Default: as platform.yaml says.').optional(),
        sink: sinkShape('Where accounts share their metrics. Default: as platform.yaml says.').optional(),
        sinkArn: sinkArn(
          'ARN of the sink that `sink: create` has made: from then on the accounts of the stage are linked to it.',
        ).optional(),
      })
      .describe('What watches the stage.')
      .default({}),
  })
  .describe('A stage: one whole topology with its own accounts.');

const publishAsShape = either(
  z.union([
    z.enum(['busbar-role', 'account']),
    z.strictObject({
      role: formed(
        {
          pattern: /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
          maximumLength: 512,
          is: 'the name of a role',
          fix: 'Write its name, after its path if it has one: "orders" or "team/orders"; not the ARN, and no wildcards.',
        },
        'Name of the role, after its path if it has one.',
      ),
    }),
  ]),
  {
    is: '"busbar-role", "account" or { role: <name> }',
    fix: 'Leave it out for the role that Busbar makes, or name a role of the account: { role: orders }.',
  },
  'Who publishes its events: the role that Busbar makes, a role of your own, or every principal of the account.',
);

/** `config/services/<service>.yaml`. */
export const serviceShape = z
  .strictObject({
    name: kebabName('Name of the service; that of the file.'),
    description: text('What the service does.'),
    owner: text('Owning team, from teams.yaml.'),
    contacts: z.array(email('An address.')).describe('Whom to reach about it, beside the team.').default([]),
    accounts: z
      .record(z.string(), accountReference('Account of the service in the stage'))
      .describe('Account by stage; a stage may be missing.'),
    publishAs: publishAsShape.default('busbar-role'),
    runsOn: z
      .array(z.enum(['lambda', 'ecs', 'eks', 'ec2']))
      .min(1)
      .describe("What runs the service's code: it may use the service's role.")
      .default(['lambda', 'ecs']),
    alarms: alarmLevel('Which alarms its subscriptions have. Default: those of the stage.').optional(),
  })
  .describe('A service: who owns it and in which accounts it runs.');

/** `config/retired.yaml`. */
export const retiredShape = z
  .strictObject({
    retired: z.array(
      z.strictObject({
        stage: text('The stage in which the queues are.'),
        subscription: formed(
          {
            pattern: /^[a-z0-9-]+\/[a-z0-9-]+$/,
            is: 'a subscription, as <service>/<subscription>',
            fix: 'Write it as `busbar plan` names it.',
          },
          'The subscription that is no more: <service>/<subscription>.',
        ),
        account: accountId('Only the queues in this account.').optional(),
        reason: text('Why what is still in them is not needed.'),
        approver: text('Who says so.'),
      }),
    ),
  })
  .describe('Queues that may be deleted with what is in them.');

/** `config/subscriptions/<service>.yaml`. */
export const subscriptionsShape = z
  .strictObject({
    service: text('Service that receives the events; the name of the file.'),
    subscriptions: z.array(
      z.strictObject({
        name: kebabName('Unique within the service.'),
        previously: kebabName(
          'The name that it was made under, if it was renamed since. Its queues keep that name: without it they are retired, and new ones begin empty.',
        ).optional(),
        description: text('What the service does with the events.'),
        eventType: text('Event type: <domain>.<event>@<major>.'),
        filter: z
          .record(z.string(), z.unknown())
          .describe("An EventBridge pattern on the event's data; without one every event of the type is delivered.")
          .optional(),
        reads: z
          .array(text('A field of the data, as a path with dots; lists are looked through.'))
          .min(1)
          .describe('The fields that the service reads, beside those of the filter; without it, any may be.')
          .optional(),
        delivery: deliveryShape.describe('Where the events go. Default: a queue.').prefault({ kind: 'queue' }),
        drawnBy: z
          .enum(['platform', 'team'])
          .describe(
            "Whose stack has the local rule, the queues and their alarms: the platform's, or the team's own (EventSubscription). Bus and route are always the platform's. Default: platform.",
          )
          .default('platform'),
        paused: z
          .boolean()
          .describe(
            'Its local rule is disabled; its queue stays. What is published meanwhile does not reach it, also not later. Default: false.',
          )
          .default(false),
        retry: retryShape.partial().describe('What differs from the retry policy of the platform.').default({}),
        alarms: alarmLevel('Which alarms it has. Default: those of the service.').optional(),
        objectives: z
          .strictObject(objectiveShapes)
          .partial()
          .describe('What this subscription is promised on its way from the subscriber bus, with burn-rate alarms of its own.')
          .optional(),
      }),
    ),
  })
  .describe('What a service subscribes to.');
