import type { Path } from '@busbar/problem';

/** One step of a JSON pointer as the key that it stands for. */
export function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The keys that a JSON pointer leads through. */
export function stepsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescaped);
}

/** A path as a JSON pointer. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
