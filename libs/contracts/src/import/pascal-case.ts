import { wordsOf } from '../lint/schema-nodes';

/** `delivery_window`, `delivery window` → `DeliveryWindow`. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
