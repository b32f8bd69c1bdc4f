import type { EventModel, ObjectType, Property } from '../model';
import { attributeNames } from './names';

/** A property of a class: of the contract, or the whole data of an event that is a union. */
export interface Attribute extends Property {
  readonly attribute: string;
}

export function attributesOf({ properties }: ObjectType): readonly Attribute[] {
  const names = attributeNames(properties.map(({ name }) => name));
  return properties.map((property) => ({ ...property, attribute: names.get(property.name) ?? property.name }));
}

/** Those of the event's own class, but for its metadata. */
export function eventAttributes({ data }: EventModel): readonly Attribute[] {
  if (data.kind === 'object') return attributesOf(data);
  return [{ name: 'data', attribute: 'data', required: true, deprecated: false, type: data }];
}

/** What sets an attribute of a class whose instances cannot be changed. */
export function setterName(className: string, attribute: string): string {
  return `_set_${className}_${attribute}`;
}
