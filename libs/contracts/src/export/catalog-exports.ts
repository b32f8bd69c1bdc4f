import { jsonText } from '../lifecycle';
import type { Contract } from '../model';
import type { ExportFormat, ExportContext } from './contract-exports';

const BADGE_COLORS: Readonly<Record<Contract['lifecycle']['state'], string>> = {
  draft: 'gray',
  active: 'green',
  deprecated: 'gray',
  retired: 'gray',
};

/**
 * EventCatalog's folders: domains, services, events with their schema, teams.
 *
 * @see https://www.eventcatalog.dev/docs/development/guides/messages/events/introduction
 */
export const eventCatalog: ExportFormat = (contracts, around) => {
  const files = new Map<string, string>();
  for (const domain of uniqueBy(
    contracts.map((contract) => contract.domain),
    ({ name }) => name,
  )) {
    const services = publishersOf(contracts.filter((contract) => contract.domain.name === domain.name));
    files.set(
      `domains/${domain.name}/index.mdx`,
      page({
        id: domain.name,
        name: title(domain.name),
        version: '1.0.0',
        summary: domain.description,
        owners: [domain.owner],
        services: services.map((id) => ({ id })),
      }),
    );
  }
  for (const contract of contracts) {
    const { event, schema, version, lifecycle } = contract;
    const folder = `events/${event.name}.v${contract.major}/`;
    files.set(
      `${folder}index.mdx`,
      page({
        id: `${event.name}.v${contract.major}`,
        name: event.title,
        version,
        summary: event.description,
        owners: [event.owner],
        schemaPath: 'schema.json',
        badges: [{ content: lifecycle.state, backgroundColor: BADGE_COLORS[lifecycle.state], textColor: 'white' }],
        ...(lifecycle.state === 'deprecated' && {
          deprecated: {
            ...(lifecycle.sunset !== undefined && { date: lifecycle.sunset }),
            message: `Move to ${lifecycle.replacement ?? 'nothing'}.`,
          },
        }),
      }),
    );
    files.set(`${folder}schema.json`, jsonText(schema));
  }
  for (const service of around.services) {
    files.set(
      `services/${service.name}/index.mdx`,
      page({
        id: service.name,
        name: title(service.name),
        version: '1.0.0',
        summary: service.description,
        owners: [service.owner],
        ...messages(service.name, contracts, around),
      }),
    );
  }
  for (const team of around.teams)
    files.set(
      `teams/${team.name}.mdx`,
      page({ id: team.name, name: title(team.name), summary: team.description, email: team.email }),
    );
  return files;
};

function messages(service: string, contracts: readonly Contract[], { consumers }: ExportContext): object {
  const pointer = ({ event, major, version }: Contract) => ({ id: `${event.name}.v${major}`, version });
  const sends = contracts.filter(({ event }) => event.publisher === service).map(pointer);
  const receives = contracts
    .filter(({ type }) => consumers.some((one) => one.service === service && one.eventType === type))
    .map(pointer);
  return { ...(sends.length > 0 && { sends }), ...(receives.length > 0 && { receives }) };
}

/** Front matter as JSON, which YAML contains, one key a line; and an empty page below it. */
function page(matter: Readonly<Record<string, unknown>>): string {
  return [
    '---',
    ...Object.entries(matter).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    '---',
    '',
    '<NodeGraph />',
    '',
  ].join('\n');
}

/**
 * Backstage entities: a Domain for each domain, a Group for each team, a Component for each service, an API for each event type.
 *
 * @see https://backstage.io/docs/features/software-catalog/descriptor-format
 */
export const backstage: ExportFormat = (contracts, around) =>
  new Map([
    [
      'catalog-info.yaml',
      entitiesOf(contracts, around)
        .map((entity) => `---\n${JSON.stringify(entity, null, 2)}\n`)
        .join(''),
    ],
  ]);

export function entitiesOf(contracts: readonly Contract[], { services, teams, consumers }: ExportContext): object[] {
  const apiVersion = 'backstage.io/v1alpha1';
  const apiName = ({ event, major }: Contract): string => `${event.name}.v${major}`;
  return [
    ...teams.map(({ name, description, email }) => ({
      ...{ apiVersion, kind: 'Group', metadata: { name, description } },
      spec: { type: 'team', profile: { displayName: title(name), email }, children: [] },
    })),
    ...uniqueBy(
      contracts.map((contract) => contract.domain),
      ({ name }) => name,
    ).map(({ name, description, owner }) => ({
      ...{ apiVersion, kind: 'Domain', metadata: { name, description }, spec: { owner } },
    })),
    ...uniqueBy(
      contracts.map((contract) => contract.domain),
      ({ name }) => name,
    ).map(({ name, description, owner }) => ({
      ...{ apiVersion, kind: 'System', metadata: { name: `${name}-events`, description }, spec: { owner, domain: name } },
    })),
    ...services.map(({ name, description, owner }) => {
      const providesApis = contracts.filter(({ event }) => event.publisher === name).map(apiName);
      const consumesApis = contracts
        .filter(({ type }) => consumers.some((one) => one.service === name && one.eventType === type))
        .map(apiName);
      return {
        ...{ apiVersion, kind: 'Component', metadata: { name, description } },
        spec: { type: 'service', lifecycle: 'production', owner, providesApis, consumesApis },
      };
    }),
    ...contracts.map((contract) => ({
      ...{ apiVersion, kind: 'API' },
      metadata: {
        name: apiName(contract),
        title: contract.event.title,
        description: contract.event.description,
        annotations: { 'busbar/event-type': contract.type },
      },
      spec: {
        type: 'json-schema',
        lifecycle: LIFECYCLES[contract.lifecycle.state],
        owner: contract.event.owner,
        system: `${contract.domain.name}-events`,
        definition: JSON.stringify(contract.schema, null, 2),
      },
    })),
  ];
}

const LIFECYCLES = { draft: 'experimental', active: 'production', deprecated: 'deprecated', retired: 'deprecated' } as const;

function publishersOf(contracts: readonly Contract[]): string[] {
  return [...new Set(contracts.map(({ event }) => event.publisher))].sort();
}

function title(name: string): string {
  return name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
}

function uniqueBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
