import type { Contract } from '@busbar/contracts';
import { BindingsError, ofEventType } from '../errors';
import { organizationOf } from '../organization';
import { fileHeader, GENERATING_COMMAND } from '../header';
import { currentModels, snakeCase, type EventModel } from '../model';
import { runtimeText } from '../runtime-text';
import { eventModule } from './event-module';
import { literal, pythonNames, type PythonNames } from './names';

export interface PythonOptions {
  /** The command that the header of every file names. @default busbar bindings generate */
  readonly command?: string;
  /** Name of the package that is imported. @default - `<organization>_events`, see `organizationOf` */
  readonly packageName?: string;
}

const RUNTIME = ['__init__', 'errors', 'event', 'formats', 'metadata', 'uuid7', 'values'];

/**
 * The Python bindings of contracts (Python 3.11 and newer, standard library only): for each event type a module with frozen,
 * slotted dataclasses (`src/<package>/delivery/status_updated.py`), a package of all that loads them when they are used, and what
 * they share in its subpackage `busbar`. Retired event types have none.
 *
 * Pure and deterministic: the order of the contracts does not matter.
 *
 * @throws BindingsError when two event types would have the same name, or a contract has what Python cannot express
 */
export function generatePython(contracts: readonly Contract[], options: PythonOptions = {}): ReadonlyMap<string, string> {
  const command = options.command ?? GENERATING_COMMAND;
  const folder = `src/${options.packageName ?? [...organizationOf(contracts), 'events'].map(snakeCase).join('_')}`;
  const named = currentModels(contracts).map((model): [EventModel, PythonNames] => [model, pythonNames(model)]);
  refuseClashes(named);
  const header = `# ${fileHeader(command)}\n`;
  const files = new Map<string, string>();
  for (const [model, names] of named) {
    files.set(
      `${folder}/${names.domain}/${names.module}.py`,
      ofEventType(model.eventType, () => eventModule(model, names, command)),
    );
    files.set(`${folder}/${names.domain}/__init__.py`, `${header}"""Events of the domain ${model.domain}."""\n`);
  }
  files.set(`${folder}/__init__.py`, `${header}${packageModule(named)}`);
  files.set(`${folder}/py.typed`, '');
  for (const name of RUNTIME) {
    files.set(`${folder}/busbar/${name}.py`, header + runtimeText('python', `${name}.py`));
  }
  return files;
}

function refuseClashes(named: readonly (readonly [EventModel, PythonNames])[]): void {
  const owners = new Map<string, string>();
  for (const [{ eventType }, { className, domain, module }] of named) {
    for (const name of [className, `${domain}.${module}`]) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new BindingsError(`"${owner}" and "${eventType}" would both be "${name}" in Python. Rename one of the events.`);
      }
      owners.set(name, eventType);
    }
  }
}

function packageModule(named: readonly (readonly [EventModel, PythonNames])[]): string {
  const imports = named.map(
    ([, { className, domain, module }]) => `    from .${domain}.${module} import ${className} as ${className}\n`,
  );
  const classes = named.map(([, { className, domain, module }]) => `    "${className}": ".${domain}.${module}",\n`);
  const types = named.map(([{ eventType }, { className }]) => `    ${literal(eventType)}: "${className}",\n`);
  const all = named.map(([, { className }]) => `    "${className}",\n`);
  return `"""Every event type. A module is loaded when its event is first used: one pays for what one uses."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .busbar import Event

if TYPE_CHECKING:
${imports.join('') || '    pass\n'}
__all__ = [
    "event_class",
    "event_types",
${all.join('')}]

_MODULES = {
${classes.join('')}}

_CLASSES = {
${types.join('')}}


def event_types() -> tuple[str, ...]:
    """All event types, by their \`\`detail-type\`\`."""
    return tuple(_CLASSES)


def event_class(type: str) -> type[Event] | None:
    """Class of the events with a \`\`detail-type\`\`; None for one that this version does not know."""
    name = _CLASSES.get(type)
    return None if name is None else getattr(import_module(_MODULES[name], __name__), name)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(module, __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
`;
}
