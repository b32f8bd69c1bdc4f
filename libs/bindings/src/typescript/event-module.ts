import { isWider, type EventModel, type NamedType, type ObjectType, type Type, type View } from '../model';
import { documentation } from './documentation';
import type { Names } from './names';
import { literal, propertiesText, typeText, type TypeContext } from './types';

/** The module of one event type: its types, and its constructor. */
export function eventModule(model: EventModel, { constructor, module }: Names, header: string): string {
  const isReceivedWider = isWider(model, model.data);
  const types = [
    ...declarations(model, constructor, 'publisher'),
    ...(isReceivedWider ? declarations(model, constructor, 'consumer') : []),
  ].join('\n');
  const fileName = module.slice(module.lastIndexOf('/') + 1);
  const about = documentation({ description: model.description, more: lifecycle(model) }, '');
  const needsUnrecognized = /\bUnrecognized\b/.test(types);
  return `${header}
import { defineEventType${needsUnrecognized ? ', type Unrecognized' : ''} } from '@busbar/client/event';
import { readData } from './${fileName}.reader';

${types}
${about}export const ${constructor} = defineEventType<
  ${literal(model.eventType)},
  ${constructor}Data,
  ${constructor}${isReceivedWider ? 'Received' : 'Data'},
  ${literal(model.source)}
>({
  type: ${literal(model.eventType)},
  version: ${literal(model.version)},
  source: ${literal(model.source)},
  publisher: ${literal(model.publisher)},
${deprecation(model)}  read: readData,
});
`;
}

/** The types of one view: the data's, then those that the contract names. */
function declarations(model: EventModel, constructor: string, view: View): string[] {
  const isConsumer = view === 'consumer';
  const nameOf = (name: string) => {
    const isWide = isConsumer && isWider(model, { kind: 'ref', name });
    return `${constructor}${name}${isWide ? 'Received' : ''}`;
  };
  const context: TypeContext = { view, model, nameOf };
  const named = [...model.types.values()].filter(({ declared }) => declared);
  if (!isConsumer) {
    const data = declaration(`${constructor}Data`, { deprecated: false, type: model.data }, context);
    return [data, ...named.map((one) => declaration(nameOf(one.name), one, context))];
  }
  return [
    widening(`${constructor}Received`, `${constructor}Data`, model.data, context),
    ...named
      .filter(({ type }) => isWider(model, type))
      .map(({ name, type }) => widening(nameOf(name), `${constructor}${name}`, type, context)),
  ];
}

function declaration(name: string, named: Pick<NamedType, 'description' | 'deprecated' | 'type'>, context: TypeContext): string {
  const { type } = named;
  const text = isInterface(type)
    ? `export interface ${name} {\n${propertiesText(type.properties, context, '  ')}}`
    : `export type ${name} = ${typeText(type, context)};`;
  return `${documentation(named, '')}${text}\n`;
}

/** A type of the consumer view as what it has more than the publisher's: only the properties that are wider are repeated. */
function widening(name: string, publisherName: string, type: NamedType['type'], context: TypeContext): string {
  const description = `{@link ${publisherName}} as it may arrive: with values that a newer version added.`;
  if (!isInterface(type)) return declaration(name, { description, deprecated: false, type }, context);
  const wider = type.properties.filter((property) => isWider(context.model, property.type));
  const keys = wider.map((property) => literal(property.name)).join(' | ');
  const properties = propertiesText(wider, context, '  ');
  const heading = documentation({ description }, '');
  return `${heading}export interface ${name} extends Omit<${publisherName}, ${keys}> {\n${properties}}\n`;
}

function isInterface(type: Type): type is ObjectType {
  return type.kind === 'object' && type.properties.length > 0 && type.rest === undefined;
}

function deprecation({ lifecycle: { state, sunset, replacement } }: EventModel): string {
  if (state !== 'deprecated') return '';
  const parts = [
    ...(sunset === undefined ? [] : [`sunset: ${literal(sunset)}`]),
    ...(replacement === undefined ? [] : [`replacement: ${literal(replacement)}`]),
  ];
  return `  deprecation: {${parts.length === 0 ? '' : ` ${parts.join(', ')} `}},\n`;
}

function lifecycle({ lifecycle: { state, sunset, replacement } }: EventModel): string[] {
  if (state !== 'deprecated') return [];
  const until = sunset === undefined ? '' : ` Not published after ${sunset}.`;
  return [`@deprecated${until}${replacement === undefined ? '' : ` Use \`${replacement}\`.`}`];
}
