import type { Contract } from '@busbar/contracts';
import { BindingsError, ofEventType } from '../errors';
import { fileHeader, GENERATING_COMMAND } from '../header';
import { currentModels, type EventModel } from '../model';
import { organizationOf } from '../organization';
import { runtimeText } from '../runtime-text';
import { eventClass } from './event-class';
import { javaNames, packageName, text, type JavaNames } from './names';

export interface JavaOptions {
  /** The command that the header of every file names. @default busbar bindings generate */
  readonly command?: string;
  /** Package of all events. @default - `<organization>.events`, see `organizationOf` */
  readonly packageName?: string;
}

const RUNTIME = [
  ...[
    'BusbarException',
    'EnvelopeException',
    'Event',
    'EventMetadata',
    'EventType',
    'EventValidationException',
    'Formats',
    'Issue',
    'Json',
  ],
  ...['OrNull', 'ReceivedEvent', 'Shape', 'Uuid7', 'Wire', 'WireObject', 'WireScalar', 'WireText'],
];

/**
 * The Java bindings of contracts (Java 17 and newer, no dependency): for each event type a record with those of the objects in it
 * (`src/main/java/<package>/delivery/DeliveryStatusUpdated.java`), a list of all, and what they share in the package `busbar`.
 * Retired event types have none.
 *
 * Pure and deterministic: the order of the contracts does not matter.
 *
 * @throws BindingsError when two event types would have the same name, or a contract has what Java cannot express
 */
export function generateJava(contracts: readonly Contract[], options: JavaOptions = {}): ReadonlyMap<string, string> {
  const command = options.command ?? GENERATING_COMMAND;
  const base = options.packageName ?? [...organizationOf(contracts), 'events'].map(packageName).join('.');
  const folder = `src/main/java/${base.replaceAll('.', '/')}`;
  const named = currentModels(contracts).map((model): [EventModel, JavaNames] => [model, javaNames(model)]);
  refuseClashes(named);
  const header = `// ${fileHeader(command)}\n`;
  const files = new Map<string, string>();
  for (const [model, names] of named) {
    files.set(
      `${folder}/${names.domain}/${names.className}.java`,
      ofEventType(model.eventType, () => eventClass(model, names, base, command)),
    );
  }
  files.set(`${folder}/EventTypes.java`, header + eventTypes(named, base));
  for (const name of RUNTIME) {
    const source = runtimeText('java', `${name}.java`);
    files.set(`${folder}/busbar/${name}.java`, header + source.replace(/^package busbar;/m, `package ${base}.busbar;`));
  }
  return files;
}

function refuseClashes(named: readonly (readonly [EventModel, JavaNames])[]): void {
  const owners = new Map<string, string>();
  for (const [{ eventType }, { className, domain }] of named) {
    const name = `${domain}.${className}`;
    const owner = owners.get(name);
    if (owner !== undefined)
      throw new BindingsError(`"${owner}" and "${eventType}" would both be "${name}" in Java. Rename one of the events.`);
    owners.set(name, eventType);
  }
}

function eventTypes(named: readonly (readonly [EventModel, JavaNames])[], base: string): string {
  const cases = named.map(
    ([{ eventType }, { domain, className }]) =>
      `      case ${text(eventType)} -> Optional.of(${base}.${domain}.${className}.TYPE);\n`,
  );
  const types = named.map(([{ eventType }]) => `\n          ${text(eventType)}`);
  return `package ${base};

import ${base}.busbar.EventType;
import java.util.List;
import java.util.Optional;

/** Every event type, by its {@code detail-type}. */
public final class EventTypes {
  private static final List<String> ALL =
      List.of(${types.join(',')});

  private EventTypes() {}

  public static List<String> all() {
    return ALL;
  }

  /** Empty for an event type that this version does not know. Loads the class of no other. */
  @SuppressWarnings("deprecation")
  public static Optional<EventType<?>> find(String type) {
    return switch (type) {
${cases.join('')}      default -> Optional.empty();
    };
  }
}
`;
}
