import { deprecation, eventLines, propertyLines } from '../documentation';
import { resolveType, type NamedType, type ObjectType } from '../model';
import { attributesOf, eventAttributes, setterName, type Attribute } from './attributes';
import type { ModuleContext } from './module-context';
import { docstring, literal } from './names';
import { quickTest } from './quick-test';
import { block, indented } from './text';
import { annotation, isUnhashable, takesNull } from './types';
import { keptExpression, toWireLines } from './wire';

/** The class of an object in an event. */
export function objectClass(context: ModuleContext, { name, description, deprecated }: NamedType, type: ObjectType): string {
  const own = context.nameOf(name);
  const attributes = attributesOf(type);
  const title = literal(`${context.model.eventType} ${own}`);
  const about = [
    ...(description?.split(/\s*\n\s*/) ?? [`${own} of ${context.model.eventType}.`]),
    ...(deprecated ? ['Deprecated.'] : []),
  ];
  return [
    '@dataclass(frozen=True, slots=True, kw_only=True)\n',
    `class ${own}:\n`,
    docstring(about, '    '),
    '\n',
    fields(context, attributes, type),
    unknownField(context, type),
    '\n    if not TYPE_CHECKING:\n\n',
    initializer(context, own, attributes, type, { title, check: `_check_${name}` }),
    '\n',
    toWire(toWireLines(context, attributes, type)),
    fromWire(own, name, title),
  ].join('');
}

/** The class of the event. */
export function eventClass(context: ModuleContext): string {
  const { eventType, name, major, version, source, publisher, data } = context.model;
  const own = context.names.className;
  const attributes = eventAttributes(context.model);
  const object = data.kind === 'object' ? data : undefined;
  const deprecated = deprecation(context.model);
  const about = [
    ...eventLines(context.model),
    ...(deprecated === undefined ? [] : [`.. deprecated:: ${version}`, `    ${deprecated}`]),
  ];
  return [
    '@dataclass(frozen=True, slots=True, kw_only=True)\n',
    `class ${own}(Event):\n`,
    docstring(about, '    '),
    `\n    TYPE: ClassVar[Literal[${literal(eventType)}]] = ${literal(eventType)}  # pyright: ignore[reportIncompatibleVariableOverride]\n`,
    `    NAME: ClassVar[str] = ${literal(name)}\n`,
    `    MAJOR: ClassVar[int] = ${major}\n`,
    `    VERSION: ClassVar[str] = ${literal(version)}\n`,
    `    SOURCE: ClassVar[str] = ${literal(source)}\n`,
    `    PUBLISHER: ClassVar[str] = ${literal(publisher)}\n\n`,
    fields(context, attributes, object),
    object ? unknownField(context, object) : '',
    `    metadata: EventMetadata = _field(default_factory=lambda: ${own}.new_metadata())\n`,
    docstring(['What the platform knows about the event; of a new one, unless it is given.'], '    '),
    '\n    if not TYPE_CHECKING:\n\n',
    initializer(context, own, attributes, object, {
      title: literal(eventType),
      check: '_check_data',
      isEvent: true,
      ...(deprecated !== undefined && { deprecated }),
    }),
    '\n',
    toWire(
      object ? toWireLines(context, attributes, object) : ['_wire: dict[str, Any] = _write_union(self.data)', 'return _wire'],
    ),
    '\n    @classmethod\n    def _check(cls, wire: Any, issues: Issues, consumer: bool) -> None:\n        _check_data(wire, "", issues, consumer)\n',
    `\n    @classmethod\n    def _read(cls, wire: Any, metadata: EventMetadata) -> ${own}:\n        return _read_data(wire, metadata)\n`,
  ].join('');
}

function fields(context: ModuleContext, attributes: readonly Attribute[], type: ObjectType | undefined): string {
  return attributes
    .map((property) => {
      const lines = [...propertyLines(context.model, property), ...(property.deprecated ? ['Deprecated.'] : [])];
      const text = fieldAnnotation(context, property);
      const fallback = fieldDefault(context, property);
      const isField = type !== undefined && isUnhashable(context.model, property.type);
      const value = isField ? `_field(${fallback === undefined ? '' : `default=${fallback}, `}hash=False)` : fallback;
      return `    ${property.attribute}: ${text}${value === undefined ? '' : ` = ${value}`}\n${docstring(lines.length > 0 ? [lines.join(' ')] : [], '    ')}`;
    })
    .join('');
}

function fieldAnnotation(context: ModuleContext, { type, required }: Attribute): string {
  const text = annotation(context, type);
  if (required) return text;
  return takesNull(context.model, type) ? `${text} | Absent` : `${text} | None`;
}

function fieldDefault({ model }: ModuleContext, { type, required }: Attribute): string | undefined {
  const resolved = resolveType(model, type);
  if (required) return resolved.kind === 'const' ? literal(resolved.value) : undefined;
  return takesNull(model, type) ? 'ABSENT' : 'None';
}

function unknownField(context: ModuleContext, type: ObjectType): string {
  const values = type.rest ? annotation(context, type.rest) : 'Any';
  const about = type.rest
    ? 'All other fields, by their names on the wire.'
    : 'Fields that a newer version added: kept, and refused in a new event.';
  return `    unknown_fields: Mapping[str, ${values}] = _field(default_factory=_no_fields, hash=False, repr=False)\n${docstring([about], '    ')}`;
}

interface Checked {
  /** Expression of what errors call it. */
  readonly title: string;
  /** Function of the full check. */
  readonly check: string;
  readonly isEvent?: boolean;
  /** What a warning says. */
  readonly deprecated?: string;
}

/**
 * Keeps the arguments, then looks whether they are valid. Only if that is not plain to see, they become wire data that is checked
 * as data from elsewhere is: with the same issues.
 */
function initializer(
  context: ModuleContext,
  own: string,
  attributes: readonly Attribute[],
  type: ObjectType | undefined,
  checked: Checked,
): string {
  const { title, check, isEvent = false, deprecated } = checked;
  const { eventType, version, publisher } = context.model;
  const parameters = attributes.map((property) => `${property.attribute}=${fieldDefault(context, property) ?? 'ABSENT'}`);
  const all = [
    'self',
    '/',
    '*',
    ...parameters,
    ...(type ? ['unknown_fields=NO_FIELDS'] : []),
    ...(isEvent ? ['metadata=None'] : []),
    '**_unknown',
  ];
  const set = (attribute: string, value: string) => `${setterName(own, attribute)}(self, ${value})`;
  const tests = attributes.map((property) => {
    const test = quickTest(context, property.type, property.attribute).join(' and ');
    return property.required ? test : `(${property.attribute} is ${fieldDefault(context, property) ?? ''} or ${test})`;
  });
  const lines = [
    ...(deprecated === undefined ? [] : [`_warn(${literal(`${own}: ${deprecated}`)}, DeprecationWarning, stacklevel=2)`]),
    ...attributes.flatMap(({ attribute, type: of }) => {
      const kept = keptExpression(context.model, of, attribute);
      return [...(kept === attribute ? [] : [`${attribute} = ${kept}`]), set(attribute, attribute)];
    }),
    ...(type ? [set('unknown_fields', '_frozen(unknown_fields) if unknown_fields else NO_FIELDS')] : []),
    'if not (',
    ...indented(
      [...tests, ...(type ? ['not unknown_fields'] : []), 'not _unknown'].map((test, index) =>
        index === 0 ? test : `and ${test}`,
      ),
    ),
    '):',
    `    _require(${title}, ${check}, self.to_wire(), _unknown)`,
    ...(isEvent
      ? [
          set(
            'metadata',
            `_fresh(${[eventType, version, publisher].map(literal).join(', ')}) if metadata is None else _own_metadata(${own}, metadata)`,
          ),
        ]
      : []),
  ];
  return `        def __init__(${all.join(', ')}):\n${block(lines, 12)}`;
}

function toWire(lines: readonly string[]): string {
  return `    def to_wire(self) -> dict[str, Any]:\n${docstring(['The data with its names on the wire.'], '        ')}${block(lines, 8)}`;
}

function fromWire(own: string, name: string, title: string): string {
  const body = [
    'issues = Issues()',
    `_check_${name}(data, "", issues, False)`,
    'if issues:',
    `    raise EventValidationError(${title}, issues)`,
    `return _read_${name}(data)`,
  ];
  const about = docstring(
    ['Of data with its names on the wire.', ':raises EventValidationError: when it does not meet the contract'],
    '        ',
  );
  return `\n    @classmethod\n    def from_wire(cls, data: object) -> ${own}:\n${about}${block(body, 8)}`;
}
