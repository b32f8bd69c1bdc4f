import type { ProblemKinds } from '@busbar/problem';
import type { ChangeKind, Difference } from './differences';

/** What a kind of change means for readers, and how to say that it happened. */
interface ChangeMeaning {
  /** For the reference, one sentence. */
  readonly meaning: string;
  /** Past tense, after the quoted name of the field: `"status" lost the value "LOST"`. */
  readonly happened: (difference: Difference) => string;
  /** What to do about it, when it breaks readers. */
  readonly fix: string;
}

const NEW_MAJOR = 'or open a new major with `busbar contract major`';
const RESTORE = `Revert the change, ${NEW_MAJOR}.`;

/** Every kind of change, as a problem `compatibility/<kind>`. */
const MEANINGS: Readonly<Record<ChangeKind, ChangeMeaning>> = {
  'property-added': {
    meaning: 'A field was added that old events do not have, or that old readers understand differently.',
    happened: () => 'was added',
    fix: `Make it optional and give it a name that was never used, ${NEW_MAJOR}.`,
  },
  'property-removed': {
    meaning: 'A field was removed: its readers lose data, and no validator notices.',
    happened: () => 'was removed',
    fix: `Mark it "deprecated", release that, and remove it when the notice period is over and nobody reads it; ${NEW_MAJOR}.`,
  },
  'property-renamed': {
    meaning: 'A field was renamed: readers of the old name lose data, and no validator notices.',
    happened: ({ to }) => `was renamed to ${text(to)}`,
    fix: `Add the new name beside the old one, and mark the old one "deprecated"; ${NEW_MAJOR}.`,
  },
  'property-became-required': {
    meaning: 'A field became required, but archived events may not have it.',
    happened: () => 'became required',
    fix: `Leave it optional, ${NEW_MAJOR}.`,
  },
  'property-became-optional': {
    meaning: 'A field is no longer required, but consumers rely on it.',
    happened: () => 'became optional',
    fix: `Leave it required, ${NEW_MAJOR}.`,
  },
  'type-widened': {
    meaning: 'A field may now be of a type that old consumers refuse.',
    happened: fromTo('went from', 'type'),
    fix: RESTORE,
  },
  'type-narrowed': {
    meaning: 'A field may no longer be of a type that archived events have.',
    happened: fromTo('went from', 'type'),
    fix: RESTORE,
  },
  'type-changed': {
    meaning: 'The type of a field was changed.',
    happened: fromTo('went from', 'type'),
    fix: `Add a field with the new type beside it, ${NEW_MAJOR}.`,
  },
  'null-added': {
    meaning: 'A field may now be null, which old consumers refuse.',
    happened: () => 'may now be null',
    fix: `Leave the field out instead of sending null, ${NEW_MAJOR}.`,
  },
  'null-removed': {
    meaning: 'A field may no longer be null, as it is in archived events.',
    happened: () => 'may no longer be null',
    fix: RESTORE,
  },
  'enum-value-added': {
    meaning: 'A closed enum got a value that old consumers refuse.',
    happened: ({ about }) => `got the value "${about ?? ''}"`,
    fix: `Only an enum that was released with "x-extensible" may grow; ${NEW_MAJOR.replace('or ', '')}.`,
  },
  'enum-value-removed': {
    meaning: 'An enum lost a value that archived events have, or that a subscription waits for.',
    happened: ({ about }) => `lost the value "${about ?? ''}"`,
    fix: `Leave the value in and stop sending it, ${NEW_MAJOR}.`,
  },
  'enum-introduced': {
    meaning: 'A field is now an enum, and archived events may have other values.',
    happened: () => 'now has a list of values',
    fix: RESTORE,
  },
  'enum-dropped': {
    meaning: 'A field is no longer an enum, and old consumers refuse other values.',
    happened: () => 'lost its list of values',
    fix: RESTORE,
  },
  'enum-opened': {
    meaning: 'An enum became extensible; consumers of older versions still know the listed values only.',
    happened: () => 'became extensible',
    fix: RESTORE,
  },
  'enum-closed': {
    meaning: 'An enum is no longer extensible; adding a value needs a new major from now on.',
    happened: () => 'is no longer extensible',
    fix: RESTORE,
  },
  'const-changed': { meaning: 'The value of a constant was changed.', happened: fromTo('went from', 'const'), fix: RESTORE },
  'limit-added': {
    meaning: 'A limit was added that archived events may exceed.',
    happened: ({ about, to }) => `got the ${about ?? 'limit'} ${text(to)}`,
    fix: RESTORE,
  },
  'limit-removed': {
    meaning: 'A limit was removed that old consumers still check.',
    happened: ({ about, from }) => `lost the ${about ?? 'limit'} ${text(from)}`,
    fix: RESTORE,
  },
  'limit-raised': {
    meaning: 'A limit was raised: one side refuses values between the old and the new limit.',
    happened: fromTo('went from'),
    fix: RESTORE,
  },
  'limit-lowered': {
    meaning: 'A limit was lowered: one side refuses values between the old and the new limit.',
    happened: fromTo('went from'),
    fix: RESTORE,
  },
  'multiple-changed': {
    meaning: 'A number must be a multiple of another value than before.',
    happened: fromTo('went from'),
    fix: RESTORE,
  },
  'pattern-added': {
    meaning: 'A pattern was added that archived events may not match.',
    happened: ({ to }) => `got the pattern ${text(to)}`,
    fix: RESTORE,
  },
  'pattern-removed': {
    meaning: 'A pattern was removed that old consumers still check.',
    happened: ({ from }) => `lost the pattern ${text(from)}`,
    fix: RESTORE,
  },
  'pattern-changed': { meaning: 'A pattern was changed.', happened: fromTo('went from'), fix: RESTORE },
  'format-added': {
    meaning: 'A format was added that archived events may not have.',
    happened: ({ to }) => `got the format ${text(to)}`,
    fix: RESTORE,
  },
  'format-removed': {
    meaning: 'A format was removed that old consumers still check.',
    happened: ({ from }) => `lost the format ${text(from)}`,
    fix: RESTORE,
  },
  'format-changed': { meaning: 'A format was changed.', happened: fromTo('went from'), fix: RESTORE },
  'unique-items-added': {
    meaning: 'The items of a list must now be unique; in archived events they may not be.',
    happened: () => 'must now have items that differ',
    fix: RESTORE,
  },
  'unique-items-removed': {
    meaning: 'The items of a list need no longer be unique, which old consumers refuse.',
    happened: () => 'may now have equal items',
    fix: RESTORE,
  },
  'items-changed': { meaning: 'The schema of the items of a list was changed.', happened: () => 'has other items', fix: RESTORE },
  'map-opened': {
    meaning: 'An object became a map; fields that are added later may collide with keys in use.',
    happened: () => 'became a map',
    fix: RESTORE,
  },
  'map-closed': {
    meaning: 'A map became an object: its keys in archived events are no longer described.',
    happened: () => 'is no longer a map',
    fix: RESTORE,
  },
  'branch-added': {
    meaning: 'A closed union got a branch that old consumers refuse.',
    happened: ({ about }) => `got the branch "${about ?? ''}"`,
    fix: `Only a union that was released with "x-extensible" may grow; ${NEW_MAJOR.replace('or ', '')}.`,
  },
  'branch-removed': {
    meaning: 'A union lost a branch that archived events have, or that a subscription waits for.',
    happened: ({ about }) => `lost the branch "${about ?? ''}"`,
    fix: `Leave the branch in and stop sending it, ${NEW_MAJOR}.`,
  },
  'union-opened': {
    meaning: 'A union became extensible; consumers of older versions still know its branches only.',
    happened: () => 'became extensible',
    fix: RESTORE,
  },
  'union-closed': {
    meaning: 'A union is no longer extensible; adding a branch needs a new major from now on.',
    happened: () => 'is no longer extensible',
    fix: RESTORE,
  },
  'union-changed': {
    meaning: 'The discriminator of a union was changed.',
    happened: () => 'has another discriminator',
    fix: RESTORE,
  },
  'default-changed': {
    meaning: 'A default was changed: an absent field now means something else to some readers.',
    happened: fromTo('went from', 'default'),
    fix: `Leave the default, ${NEW_MAJOR}.`,
  },
  'unit-changed': {
    meaning: 'A unit was changed: the same number now means another quantity.',
    happened: fromTo('went from', 'unit'),
    fix: `Add a field with the new unit beside it, ${NEW_MAJOR}.`,
  },
  'classification-changed': {
    meaning: 'The classification of a field was changed.',
    happened: fromTo('went from', 'classification'),
    fix: 'Agree on it with the people who handle the data.',
  },
  'deprecation-changed': {
    meaning: 'A field was deprecated, or its deprecation was removed.',
    happened: ({ to }) => (to === true ? 'was deprecated' : 'is no longer deprecated'),
    fix: 'Nothing.',
  },
  'text-changed': {
    meaning: 'A title, a description or examples were changed.',
    happened: ({ about }) => `has another ${about ?? 'description'}`,
    fix: 'Nothing.',
  },
  'other-changed': { meaning: 'Something else changed, and readers may break.', happened: () => 'changed', fix: RESTORE },
};

/** The table of problems, for the reference. */
export const compatibilityProblems: ProblemKinds = Object.fromEntries(
  Object.entries(MEANINGS).map(([kind, { meaning }]) => [`compatibility/${kind}`, { severity: 'error', meaning }]),
);

export function fixOf({ kind }: Difference): string {
  return MEANINGS[kind].fix;
}

/** `"location.zip" became required`, without a full stop. */
export function whatHappened(difference: Difference): string {
  const field = fieldOf(difference).join('.');
  return `${field === '' ? 'The event' : `"${field}"`} ${MEANINGS[difference.kind].happened(difference)}`;
}

const ABOUT_A_FIELD: ReadonlySet<ChangeKind> = new Set([
  ...([
    'property-added',
    'property-removed',
    'property-renamed',
    'property-became-required',
    'property-became-optional',
  ] as const),
]);

/** The field that a change is about, as event patterns name it: lists and the branches of unions are looked through. */
export function fieldOf({ kind, path, about, from }: Difference): string[] {
  const names = path
    .replaceAll(/\[[^\]]*\]/g, '')
    .split('/')
    .slice(1)
    .filter((name) => name !== '*')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (!ABOUT_A_FIELD.has(kind)) return names;
  const name = kind === 'property-renamed' && typeof from === 'string' ? from : about;
  return name === undefined ? names : [...names, name];
}

function fromTo(verb: string, noun?: string): (difference: Difference) => string {
  return ({ about, from, to }) => {
    const what = noun ?? about;
    return `${verb}${what === undefined ? '' : ` ${what}`} ${text(from)} to ${text(to)}`;
  };
}

function text(value: unknown): string {
  if (value === undefined) return 'none';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
