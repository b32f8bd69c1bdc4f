import type { Contract, JsonSchema } from '@busbar/contracts';
import { documentation, isExtensible, propertiesText, typeText, type TypeContext } from './types';
import { pascalCase, type Names } from './names';
import type { View } from '../views';

/** The module of one event type: its types, and its constructor. */
export function eventModule(contract: Contract, { constructor, module }: Names, header: string): string {
  const { schema } = contract;
  const extensible = isExtensible(schema, schema);
  const data = `${constructor}Data`;
  const types = [
    ...declarations(contract, constructor, 'publisher'),
    ...(extensible ? declarations(contract, constructor, 'consumer') : []),
  ].join('\n');
  const fileName = module.slice(module.lastIndexOf('/') + 1);
  const about = documentation({ description: contract.event.description }, '', lifecycle(contract));
  const needsUnrecognized = /\bUnrecognized\b/.test(types);
  return `${header}
import { defineEventType${needsUnrecognized ? ', type Unrecognized' : ''} } from '@busbar/client/event';
import { validator } from '@busbar/client/validation';
import { consumerView, publisherView } from './${fileName}.validator';

${types}
${about}export const ${constructor} = defineEventType<
  '${contract.type}',
  ${data}${extensible ? `,\n  ${constructor}Received` : ''}
>({
  type: '${contract.type}',
  version: '${contract.version}',
  source: '${contract.domain.source}',
  publisher: '${contract.event.publisher}',
  publisherView: validator(publisherView),
  consumerView: validator(consumerView),
});
`;
}

/** The types of one view: the data's, then those of the schema's definitions that it refers to. */
function declarations({ schema }: Contract, constructor: string, view: View): string[] {
  const consumer = view === 'consumer';
  const nameOf = (definition: string) => {
    const target = schema.definitions?.[definition];
    const widened = consumer && target !== undefined && isExtensible(target, schema);
    return `${constructor}${pascalCase(definition)}${widened ? 'Received' : ''}`;
  };
  const context: TypeContext = { view, root: schema, nameOf };
  const types: [name: string, publisherName: string, schema: JsonSchema][] = [
    [`${constructor}${consumer ? 'Received' : 'Data'}`, `${constructor}Data`, schema],
    ...Object.entries(schema.definitions ?? {}).map(([name, target]): [string, string, JsonSchema] => [
      nameOf(name),
      `${constructor}${pascalCase(name)}`,
      target,
    ]),
  ];
  if (!consumer) return types.map(([name, , target]) => declaration(name, target, context));
  return types
    .filter(([, , target]) => isExtensible(target, schema))
    .map(([name, publisherName, target]) => widening(name, publisherName, target, context));
}

function declaration(name: string, schema: JsonSchema, context: TypeContext): string {
  const text = isInterface(schema)
    ? `export interface ${name} {\n${propertiesText(schema, context, '  ')}}`
    : `export type ${name} = ${typeText(schema, context)};`;
  return `${documentation(schema, '')}${text}\n`;
}

/** A type of the consumer view as what it has more than the publisher's: only the properties that are wider are repeated. */
function widening(name: string, publisherName: string, schema: JsonSchema, context: TypeContext): string {
  const heading = { description: `{@link ${publisherName}} as it may arrive: with values that a newer version added.` };
  if (!isInterface(schema)) return declaration(name, { ...schema, ...heading }, context);
  const wider = Object.entries(schema.properties ?? {}).filter(([, property]) => isExtensible(property, context.root));
  const keys = wider.map(([key]) => JSON.stringify(key).replaceAll('"', "'")).join(' | ');
  const properties = propertiesText({ ...schema, properties: Object.fromEntries(wider) }, context, '  ');
  return `${documentation(heading, '')}export interface ${name} extends Omit<${publisherName}, ${keys}> {\n${properties}}\n`;
}

function isInterface({ type, properties, oneOf, additionalProperties }: JsonSchema): boolean {
  return properties !== undefined && type === 'object' && oneOf === undefined && additionalProperties === undefined;
}

function lifecycle({ lifecycle: { state, sunset, replacement } }: Contract): string[] {
  if (state !== 'deprecated') return [];
  const until = sunset === undefined ? '' : ` Not published after ${sunset}.`;
  return [`@deprecated${until}${replacement === undefined ? '' : ` Use \`${replacement}\`.`}`];
}
