import { testCompanyEventFiles } from '@busbar/test-company';
import Ajv from 'ajv';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { type Contract, formats, parseContracts, validateData } from '../../src';
import { checkContainment } from '@busbar/schema-containment';
import type { ExportContext } from '../../src/export/contract-exports';
import type { ExportFormatName } from '../../src/export/format-names';
import { exportFormats } from '../../src/export/formats';

const { contracts } = parseContracts(testCompanyEventFiles());
const byType: [string, Contract][] = contracts.map((contract) => [contract.type, contract]);
const around: ExportContext = {
  company: 'larkhill',
  consumers: [{ service: 'billing-service', eventType: 'delivery.status.updated@1' }],
  services: [
    { name: 'billing-service', description: 'Money.', owner: 'payments' },
    { name: 'delivery-service', description: 'Parcels.', owner: 'fulfilment' },
  ],
  teams: [{ name: 'payments', description: 'Fees.', email: 'payments@larkhill.example' }],
};
const exported = (format: ExportFormatName): ReadonlyMap<string, string> => exportFormats[format](contracts, around);
const json = (format: ExportFormatName, path: string): Record<string, unknown> =>
  JSON.parse(exported(format).get(path) ?? 'null') as Record<string, unknown>;

/** Every reference in a document leads to something in it. */
function expectReferencesToLead(document: unknown): void {
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, below] of Object.entries(value)) {
      if (key === '$ref' && typeof below === 'string') {
        const found = below
          .slice(2)
          .split('/')
          .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
        expect([below, typeof found]).toEqual([below, 'object']);
      } else walk(below);
    }
  };
  walk(document);
}

describe('every export', () => {
  it.each(Object.keys(exportFormats) as ExportFormatName[])(
    '%s is the same every time, and its references lead somewhere',
    (format) => {
      const first = exported(format);
      expect([...exported(format)]).toEqual([...first]);
      for (const [path, text] of first)
        if (path.endsWith('.json') && path !== 'schema.json') expectReferencesToLead(JSON.parse(text));
    },
  );

  it('takes no contracts', () => {
    for (const format of Object.values(exportFormats)) expect(() => format([], around)).not.toThrow();
  });
});

describe('EventBridge Schema Registry', () => {
  it.each(byType)('names %s as the registry does, with its own keywords', (type, { domain }) => {
    const name = `${domain.source}@${type}`;
    const draft4 = json('eventbridge', `JSONSchemaDraft4/${name}.json`);
    expect(draft4).toMatchObject({
      $schema: 'http://json-schema.org/draft-04/schema#',
      'x-amazon-events-detail-type': type,
      'x-amazon-events-source': domain.source,
    });
    const openApi = json('eventbridge', `OpenApi3/${name}.json`) as { components: { schemas: { AWSEvent: object } } };
    expect(openApi).toMatchObject({ openapi: '3.0.0', paths: {} });
    expect(openApi.components.schemas.AWSEvent).toMatchObject({ 'x-amazon-events-source': domain.source });
  });

  it.each(byType)('says the same of %s in Draft-04: each contains the other', (type, { domain, schema }) => {
    const { definitions } = json('eventbridge', `JSONSchemaDraft4/${domain.source}@${type}.json`) as {
      definitions: Record<string, object>;
    };
    const draft4 = { $schema: 'http://json-schema.org/draft-04/schema#', definitions, allOf: [{ $ref: '#/definitions/Data' }] };
    const original = { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' };
    expect([checkContainment(draft4, original).verdict, checkContainment(original, draft4).verdict]).toEqual([
      'contained',
      'contained',
    ]);
  });

  it('holds nothing that Draft-04 or OpenAPI 3.0 does not have', () => {
    for (const [path, text] of exported('eventbridge')) {
      expect(text).not.toMatch(/"(?:const|examples|\$id)":/);
      expect(text).not.toMatch(/"exclusiveM(?:in|ax)imum": -?\d/);
      if (path.startsWith('OpenApi3/')) expect(text).not.toMatch(/"type": \[|"null"/);
    }
  });
});

describe('AsyncAPI 3', () => {
  const document = json('asyncapi', 'asyncapi.json') as {
    asyncapi: string;
    channels: Record<string, { address: string }>;
    operations: Record<string, { action: string }>;
    components: { schemas: object; messages: Record<string, { payload: object }> };
  };

  it('has a channel, an operation and a message for each event type', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(contracts.map(({ type }) => type));
    expect(Object.values(document.operations).every(({ action }) => action === 'send')).toBe(true);
    // The names that AsyncAPI takes as keys of components.
    for (const key of [...Object.keys(document.components.schemas), ...Object.keys(document.components.messages)])
      expect(key).toMatch(/^[\w.-]+$/);
  });

  it.each(byType)('takes the examples of %s as payloads', (type, contract) => {
    const ajv = new Ajv({ strict: false, formats });
    const payload = document.components.messages[`${contract.event.name}.v${contract.major}`]?.payload;
    const validate = ajv.compile({ ...payload, components: document.components });
    for (const { valid, data } of contract.examples) {
      const metadata = {
        id: '0192f3a4-5b6c-7d8e-9f01-23456789abcd',
        type,
        version: contract.version,
        time: '2026-01-01T00:00:00Z',
        publisher: 'x',
        correlationId: 'x',
      };
      const accepted = validate({ source: contract.domain.source, 'detail-type': type, detail: { metadata, data } });
      if (valid) expect(accepted).toBe(true);
    }
  });
});

describe('JSON Schema bundle', () => {
  const bundle = json('json-schema', 'events.schema.json');

  it.each(byType)('gives every example of %s the verdict that publishers get', (_, contract) => {
    const validate = new Ajv({ strict: false, formats }).compile({
      ...bundle,
      $ref: `#/definitions/${contract.event.name}.v${contract.major}`,
    });
    for (const { data } of contract.examples) expect(validate(data)).toBe(validateData(contract, data).length === 0);
  });
});

describe('CloudEvents', () => {
  it.each(byType)('describes %s with the attributes that CloudEvents requires', (type, contract) => {
    const schema = json('cloudevents', `${contract.event.name}.v${contract.major}.schema.json`);
    const validate = new Ajv({ strict: false, formats }).compile(schema);
    const example = contract.examples.find(({ valid }) => valid);
    const event = {
      specversion: '1.0',
      id: '1',
      source: `urn:busbar:source:${contract.domain.source}`,
      type,
      data: example?.data,
    };
    expect(validate(event)).toBe(true);
    expect(validate({ ...event, specversion: '0.3' })).toBe(false);
  });
});

describe('catalogs', () => {
  it('EventCatalog pages have front matter with id, name and version, and what a service sends and receives', () => {
    const pages = exported('eventcatalog');
    for (const [path, text] of pages) {
      if (!path.endsWith('.mdx')) continue;
      const matter = parseYaml(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '') as Record<string, unknown>;
      expect(matter).toMatchObject({ id: expect.any(String) as string, name: expect.any(String) as string });
    }
    expect(pages.get('services/billing-service/index.mdx')).toContain(
      'receives: [{"id":"delivery.status.updated.v1","version":"1.1.0"}]',
    );
    expect(pages.get('services/delivery-service/index.mdx')).toContain('sends: [');
  });

  it('Backstage entities have names, owners and kinds as the catalog takes them', () => {
    const entities = parseAllDocuments(exported('backstage').get('catalog-info.yaml') ?? '').map(
      (document) =>
        document.toJS() as { apiVersion: string; kind: string; metadata: { name: string }; spec: Record<string, unknown> },
    );
    expect(entities.filter(({ kind }) => kind === 'API')).toHaveLength(contracts.length);
    for (const { apiVersion, kind, metadata, spec } of entities) {
      expect(apiVersion).toBe('backstage.io/v1alpha1');
      // Names: up to 63 letters and digits, with -, _ and . between them.
      expect(metadata.name).toMatch(/^(?=.{1,63}$)[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$/);
      if (kind !== 'Group') expect(typeof spec['owner']).toBe('string');
      if (kind === 'API') expect(Object.keys(spec)).toEqual(['type', 'lifecycle', 'owner', 'system', 'definition']);
    }
  });
});
