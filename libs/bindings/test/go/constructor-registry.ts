import { eventName, packageName } from '../../src/go/names';
import type { EventModel, NamedType } from '../../src/model';

/** Go has no way to find a type by its name at run time: a source file that lists those of the generated packages. */
export function constructorRegistry(models: readonly EventModel[], files: ReadonlyMap<string, string>, module: string): string {
  const packages = [...new Set(models.map(({ domain }) => packageName(domain)))].sort();
  return `package main

import (
${packages.map((name) => `\t${aliasOf(name)} "${module}/${name}"\n`).join('')})

var registry = map[string]entry{
${models.map((model) => registryEntry(model, files)).join('')}}
`;
}

/** Names of a model's types in Go, as the file of its event declares them: in the order of the model, after the event's own. */
export function goTypeNames(model: EventModel, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = `type ${eventName(model)} struct {`;
  const text =
    [...files].find(([path, one]) => path.startsWith(`${packageName(model.domain)}/`) && one.includes(`\n${own}`))?.[1] ?? '';
  const declared = Array.from(text.matchAll(/^type (\w+) /gm), ([, name = '']) => name);
  const isNewer = (name: string) => declared.includes(name.replace(/Unrecognized$/, '')) && name.endsWith('Unrecognized');
  const names = declared.filter((name) => !isNewer(name)).slice({ object: 1, union: 2 }[model.data.kind]);
  const types = [...model.types.values()].filter(({ type }) => {
    return (
      ['object', 'union', 'scalars'].includes(type.kind) ||
      (type.kind === 'enum' && ['string', 'scalars'].includes(type.base.kind))
    );
  });
  if (names.length !== types.length) throw new Error(`${model.eventType}: ${names.join(', ')}`);
  return new Map(types.map(({ name }, index) => [name, names[index] ?? '']));
}

/** A package may have the name of something in the program. */
function aliasOf(packageOf: string): string {
  return `${packageOf}events`;
}

function registryEntry(model: EventModel, files: ReadonlyMap<string, string>): string {
  const of = aliasOf(packageName(model.domain));
  const own = eventName(model);
  const names = goTypeNames(model, files);
  const typed = [...model.types.values()];
  const named = (kinds: (type: NamedType['type']) => boolean) => typed.filter(({ type }) => kinds(type));
  const value = (name: string) => `${of}.${names.get(name) ?? ''}`;
  const structs = named(({ kind }) => kind === 'object').map(({ name }) => `"${name}": ${value(name)}{}`);
  const newer = named((type) => type.kind === 'union' && type.extensible).map(
    ({ name }) => `"${name}": ${value(name)}Unrecognized{}`,
  );
  if (model.data.kind === 'union' && model.data.extensible) newer.push(`"Data": ${of}.${own}DataUnrecognized{}`);
  const scalars = typed.flatMap(({ name, type }) => {
    const union = type.kind === 'enum' ? type.base : type;
    if (union.kind !== 'scalars') return [];
    const cases = union.branches.map(({ kind }) => {
      const [goType, constructor] = {
        string: ['string', 'String'],
        integer: ['int64', 'Integer'],
        number: ['float64', 'Number'],
        boolean: ['bool', 'Boolean'],
      }[kind];
      return `case ${goType ?? ''}: return ${value(name)}From${constructor ?? ''}(value)`;
    });
    return [`"${name}": func(value any) any {\nswitch value := value.(type) {\n${cases.join('\n')}\n}\nreturn nil\n}`];
  });
  const list = (entries: readonly string[]) => `{\n${entries.map((one) => `${one},\n`).join('')}}`;
  return `"${model.eventType}": {
data: ${of}.${own}{},
types: map[string]any${list(structs)},
unrecognized: map[string]any${list(newer)},
scalars: map[string]func(any) any${list(scalars)},
},
`;
}
