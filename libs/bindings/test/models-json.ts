import type { EventModel, Type } from '../src/model';

/** What a language calls the types of a model and the fields of an object. */
export interface LanguageNames {
  readonly ofEvent: (model: EventModel) => string;
  readonly ofTypes: (model: EventModel) => ReadonlyMap<string, string>;
  readonly ofFields: (keys: readonly string[]) => ReadonlyMap<string, string>;
}

/**
 * Models by event type as JSON, for test programs that call constructors: `{ class, data, types: { [name]: { class, type } } }`, with an
 * `attribute` in each property. Bounds beyond 2^53 are texts.
 */
export function modelsAsJson(models: readonly EventModel[], { ofEvent, ofTypes, ofFields }: LanguageNames): string {
  const withAttributes = (type: Type): unknown => {
    if (type.kind !== 'object') return type;
    const names = ofFields(type.properties.map(({ name }) => name));
    return { ...type, properties: type.properties.map((property) => ({ ...property, attribute: names.get(property.name) })) };
  };
  const entries = models.map((model) => {
    const classes = ofTypes(model);
    const types = Array.from(model.types, ([name, { type }]) => [name, { class: classes.get(name), type: withAttributes(type) }]);
    return [
      model.eventType,
      { class: ofEvent(model), data: withAttributes(model.data), types: Object.fromEntries(types) as unknown },
    ];
  });
  return JSON.stringify(Object.fromEntries(entries), (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
