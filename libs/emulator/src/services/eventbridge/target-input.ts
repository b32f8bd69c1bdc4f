import { MessageBody } from '../../delivery/message-body';
import type { BusEvent } from './bus-event';
import { compileJsonPath, type JsonPath } from './json-path';

/** What a target gets instead of the event. */
export type TargetInput =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'template'; readonly render: (event: BusEvent, rule: RuleNames, ingestedAt: number) => string };

export interface RuleNames {
  readonly name: string;
  readonly arn: string;
}

/** The template's result for this event is not JSON. AWS does not deliver it. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/** @throws InvalidInputError */
export function inputOf(input: TargetInput, event: BusEvent, rule: RuleNames, ingestedAt: number): MessageBody {
  switch (input.kind) {
    case 'constant':
      return new MessageBody(input.text);
    case 'path':
      return new MessageBody(JSON.stringify(input.path(event.document) ?? {}));
    case 'template':
      return new MessageBody(input.render(event, rule, ingestedAt));
  }
}

/** A piece of a template: text as it is, or a variable. */
type Piece = string | { readonly variable: string; readonly quoted: boolean };

const PLACEHOLDER = /<([\w.-]+)>/y;
const RESERVED = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

const MOST_PATHS = 100;
const PATH_NAME = /^[\w-]{1,256}$/;

export class InputTemplateError extends Error {
  override readonly name = 'InputTemplateError';
}

/**
 * An input transformer. A template that begins with a quote is lines of text, delivered with their quotes; any other one is JSON,
 * in which a variable is a value, or a part of a string when it is inside quotes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * @throws InputTemplateError for a variable that the paths do not define, or paths that EventBridge refuses
 * @throws JsonPathError
 */
export function compileTemplate(paths: Readonly<Record<string, string>>, template: string): TargetInput {
  const names = Object.keys(paths);
  if (names.length > MOST_PATHS)
    throw new InputTemplateError(`InputPathsMap has ${names.length} entries; it may have ${MOST_PATHS}.`);
  for (const name of names) {
    if (!PATH_NAME.test(name) || /^aws\./i.test(name))
      throw new InputTemplateError(`InputPathsMap has the key "${name}", which is not allowed.`);
  }
  const compiled = new Map(Object.entries(paths).map(([name, path]) => [name, compileJsonPath(path)]));
  const pieces = split(template);
  for (const piece of pieces) {
    if (typeof piece === 'string' || compiled.has(piece.variable) || RESERVED.has(piece.variable)) continue;
    throw new InputTemplateError(`InputTemplate contains invalid placeholder ${piece.variable}.`);
  }
  const isText = template.trimStart().startsWith('"');
  return {
    kind: 'template',
    render(event, rule, ingestedAt) {
      const valueOf = (variable: string): unknown => {
        const path = compiled.get(variable);
        return path ? path(event.document) : reserved(variable, event, rule, ingestedAt);
      };
      const text = pieces
        .map((piece) => (typeof piece === 'string' ? piece : insert(piece, valueOf(piece.variable), isText)))
        .join('');
      if (!isText) assertJson(text);
      return text;
    },
  };
}

/** Knows which variables stand inside quotes. */
function split(template: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  let quoted = false;
  for (let position = 0; position < template.length; position++) {
    const character = template.charAt(position);
    PLACEHOLDER.lastIndex = position;
    const [whole, variable] = (character === '<' && PLACEHOLDER.exec(template)) || [];
    if (whole !== undefined && variable !== undefined) {
      pieces.push(text, { variable, quoted });
      text = '';
      position += whole.length - 1;
    } else if (character === '\\' && quoted) {
      text += template.slice(position, position + 2);
      position++;
    } else {
      if (character === '"') quoted = !quoted;
      text += character;
    }
  }
  pieces.push(text);
  return pieces;
}

function insert({ variable, quoted }: Exclude<Piece, string>, value: unknown, isText: boolean): string {
  if (value === undefined) return quoted ? '' : '""';
  if (!quoted) return JSON.stringify(value);
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isText) return JSON.stringify(value).replaceAll('"', '');
  throw new InvalidInputError(`The variable "${variable}" is not a string, and is inside quotes.`);
}

function reserved(variable: string, event: BusEvent, rule: RuleNames, ingestedAt: number): unknown {
  switch (variable) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return new Date(ingestedAt).toISOString();
    case 'aws.events.event.json':
      return event.document;
    default: {
      const { id, account, time, source, region, resources, version, 'detail-type': detailType } = event.document;
      return { id, account, detailType, time, source, region, resources, version };
    }
  }
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new InvalidInputError('The result of the input transformer is not JSON.');
  }
}
