import { resolve } from 'node:path';
import { contractPolicyShape, parseContracts, type ParsedContracts, type PolicySource } from '@busbar/contracts';
import { compareProblems, compareText, hasErrors, SourceDocument, type Problem } from '@busbar/problem';
import type * as z from 'zod';
import { resolveAccount } from './account-reference';
import { checkAccounts, checkOrganization } from './accounts';
import { checkApprovals, checkApproved } from './approvals';
import { checkText } from './cloudformation-text';
import { ConfigReader, type ShapedFile } from './config-files';
import { manifestProblem } from './manifest-problems';
import type { Manifest, Organization, Platform, RetryPolicy, Service, Stage, Subscription, Team } from './model';
import { checkOwners, checkPublishers } from './owners';
import { checkPipeline } from './pipeline/check';
import { readPipeline } from './pipeline/read';
import { readConfig, type ConfigFiles } from './read-config';
import { checkRetired, readRetired } from './retired';
import { organizationShape, platformShape, serviceShape, stageShape, subscriptionsShape, teamsShape } from './shapes';
import { checkSinks } from './sinks';
import { checkSubscribingService, checkSubscriptions, readSubscriptions } from './subscriptions';

export interface ManifestResult {
  /** Absent if, and only if, one of the problems is an error. */
  readonly manifest?: Manifest;
  /** What contracts are governed by, as far as it could be read: there even when something else has errors. */
  readonly governance: Governance;
  /** All of them, in reading order. */
  readonly problems: readonly Problem[];
}

/** The contracts with their history, what they are held to, and who consumes them. */
export interface Governance {
  readonly contracts: ParsedContracts;
  readonly policy: PolicySource;
  readonly subscriptions: readonly Subscription[];
  readonly teams: readonly Team[];
  readonly services: readonly Service[];
  readonly stages: readonly Stage[];
}

/**
 * Reads and checks a configuration.
 *
 * @param configDir the folder `config`
 */
export async function loadManifest(configDir: string): Promise<ManifestResult> {
  const { files, problems } = await readConfig(configDir);
  return parseManifest(files, { configDir, found: problems });
}

/**
 * The same for files that were read already. Pure.
 *
 * @param options.configDir what the paths of `workspace` in platform.yaml are relative to. Default `config`
 * @param options.contracts what the files below `config/events/` were parsed to already. Default: they are parsed
 * @param options.found problems that reading the files had, as `readConfig` returns them: they count as the others do
 */
export function parseManifest(
  files: ConfigFiles,
  options: { readonly configDir?: string; readonly found?: readonly Problem[]; readonly contracts?: ParsedContracts } = {},
): ManifestResult {
  const reader = new ConfigReader(files);
  const { problems } = reader;
  const contracts = options.contracts ?? parseContracts(files);
  problems.push(...(options.found ?? []), ...contracts.problems);
  problems.push(...[...contracts.domains, ...contracts.events].flatMap(({ document }) => checkText(document)));

  const organization = readOrganization(reader);
  const { platform, policy } = readPlatform(reader, options.configDir ?? 'config', organization);
  const teams = readTeams(reader);
  const { stages, stageNames } = readStages(reader, organization);
  const { services, serviceNames } = readServices(reader, stageNames, organization);

  problems.push(...checkAccounts(organization, stages, services));
  if (platform) problems.push(...checkSinks(platform, stages));
  problems.push(...checkPipeline(platform, { organization, stages, services }));
  const teamNames = teams && new Set(teams.map((team) => team.name));
  const ofPlatform = platform?.owner === undefined ? [] : [{ owner: platform.owner, document: platform.document }];
  problems.push(...checkOwners(teamNames, [...ofPlatform, ...services, ...contracts.domains, ...contracts.events]));
  problems.push(...checkApprovals(contracts.events, serviceNames));
  problems.push(...checkPublishers(contracts.events, contracts.domains, services, { serviceNames, teams: teamNames }));

  const subscriptions = reader.folder('config/subscriptions/', subscriptionsShape).files.flatMap((file) => {
    reader.checkName(file, file.value.service, 'service');
    problems.push(...checkSubscribingService(file, serviceNames));
    const ofService = readSubscriptions(file, platform?.retry ?? EVENTBRIDGE_RETRY);
    problems.push(...checkSubscriptions(ofService, contracts));
    problems.push(...checkApproved(ofService, contracts, services));
    return [...ofService].sort((a, b) => compareText(a.name, b.name));
  });
  const retired = readRetired(reader, stageNames);
  problems.push(...checkRetired(retired, subscriptions, services));
  reader.reportUnexpected();

  problems.sort(compareProblems);
  const governance: Governance = { contracts, policy, subscriptions, teams: teams ?? [], services, stages };
  if (hasErrors(problems) || !platform || !organization || !teams) return { problems, governance };
  const { domains, events, contracts: ofEvents } = contracts;
  return {
    manifest: { platform, organization, stages, teams, services, domains, events, contracts: ofEvents, subscriptions, retired },
    governance,
    problems,
  };
}

/** What EventBridge does when nobody says otherwise; only stands in while platform.yaml has problems. */
const EVENTBRIDGE_RETRY: RetryPolicy = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

function readPlatform(
  reader: ConfigReader,
  configDir: string,
  organization: Organization | undefined,
): { readonly platform?: Platform; readonly policy: PolicySource } {
  const path = 'config/platform.yaml';
  const file = reader.file(path, platformShape);
  if (!file) return { policy: { policy: contractPolicyShape.parse({}), document: new SourceDocument(path, ''), path: [] } };
  const { contracts, owner, pipeline: written, ...values } = file.value;
  const { pipeline, problems } = written ? readPipeline(written, file.document, organization) : { problems: [] };
  reader.problems.push(...problems);
  const { serviceStacks, demo } = values.workspace;
  const platform: Platform = {
    ...values,
    ...(owner !== undefined && { owner }),
    ...(pipeline && { pipeline }),
    workspace: {
      ...(serviceStacks !== undefined && { serviceStacks: resolve(configDir, serviceStacks) }),
      ...(demo !== undefined && { demo: resolve(configDir, demo) }),
    },
    document: file.document,
  };
  return { platform, policy: { policy: contracts, document: file.document, path: ['contracts'] } };
}

function readOrganization(reader: ConfigReader): Organization | undefined {
  const file = reader.file('config/organization.json', organizationShape);
  if (!file) return undefined;
  const organization = { ...file.value, document: file.document };
  reader.problems.push(...checkOrganization(organization));
  return organization;
}

function readTeams(reader: ConfigReader): Team[] | undefined {
  const file = reader.file('config/teams.yaml', teamsShape);
  if (!file) return undefined;
  return Object.entries(file.value.teams)
    .map(([name, { slack, github, ...team }]) => ({
      name,
      ...team,
      ...(slack !== undefined && { slack }),
      ...(github !== undefined && { github }),
      at: file.document.atKey(['teams', name]),
    }))
    .sort((a, b) => compareText(a.name, b.name));
}

function readStages(
  reader: ConfigReader,
  organization: Organization | undefined,
): { stages: Stage[]; stageNames: ReadonlySet<string> } {
  const { files, names } = reader.folder('config/stages/', stageShape);
  if (names.size === 0) reader.missing('config/stages/dev.yaml');
  const stages = files
    .flatMap(({ name, value, document }): Stage[] => {
      reader.checkName({ name, value, document }, value.name, 'name');
      const { id, problems } = resolveAccount(organization, value.centralAccount, document, ['centralAccount']);
      reader.problems.push(...problems);
      return id === undefined ? [] : [{ ...value, centralAccount: id, name, document }];
    })
    .sort((a, b) => a.order - b.order || compareText(a.name, b.name));
  // A stage that could not be read may be the one that seems to be missing.
  if (stages.length === names.size) reader.problems.push(...checkOrders(stages));
  return { stages, stageNames: names };
}

function checkOrders(stages: readonly Stage[]): Problem[] {
  return stages.flatMap(({ order, name, document }, index) => {
    const before = stages[index - 1];
    const at = document.at(['order']);
    if (before?.order === order) {
      return manifestProblem(
        'stage/duplicate-order',
        at,
        `"${before.name}" has the order ${order} too.`,
        `Give "${name}" the next free one.`,
      );
    }
    const expected = (before?.order ?? 0) + 1;
    if (order === expected) return [];
    return manifestProblem(
      'stage/order-gap',
      at,
      `The order ${order} comes ${before ? `after ${before.order}` : 'first'}.`,
      `Write ${expected}.`,
    );
  });
}

function readServices(
  reader: ConfigReader,
  stageNames: ReadonlySet<string>,
  organization: Organization | undefined,
): { services: Service[]; serviceNames: ReadonlySet<string> } {
  const { files, names } = reader.folder('config/services/', serviceShape);
  const services = files.map((file): Service => {
    reader.checkName(file, file.value.name, 'name');
    for (const stage of Object.keys(file.value.accounts)) {
      if (!stageNames.has(stage)) {
        reader.problems.push(
          manifestProblem(
            'stage/unknown',
            file.document.atKey(['accounts', stage]),
            `There is no stage "${stage}".`,
            `The stages are ${[...stageNames].join(', ')}.`,
          ),
        );
      }
    }
    return { ...file.value, accounts: accountsOf(reader, file, organization), name: file.name, document: file.document };
  });
  return { services: services.sort((a, b) => compareText(a.name, b.name)), serviceNames: names };
}

/** Ids by stage. Where there is none, there is a problem. */
function accountsOf(
  reader: ConfigReader,
  { value, document }: ShapedFile<z.output<typeof serviceShape>>,
  organization: Organization | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value.accounts).flatMap(([stage, reference]) => {
      const { id, problems } = resolveAccount(organization, reference, document, ['accounts', stage]);
      reader.problems.push(...problems);
      return id === undefined ? [] : [[stage, id]];
    }),
  );
}
