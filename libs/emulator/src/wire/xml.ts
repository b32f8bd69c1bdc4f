import { escapeXml } from './protocol';

/** @param content XML */
export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** Nothing for what is absent. Times are ISO 8601. */
export function textElement(name: string, value: string | number | boolean | Date | undefined): string {
  if (value === undefined) return '';
  return element(name, escapeXml(value instanceof Date ? value.toISOString() : String(value)));
}

/** A list as the query protocol writes it. @param items XML of the members */
export function listElement(name: string, items: readonly string[]): string {
  return element(name, items.map((item) => element('member', item)).join(''));
}
