import { wordsOf } from '../lint';

/** `delivery_window`, `delivery window` → `DeliveryWindow`. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
