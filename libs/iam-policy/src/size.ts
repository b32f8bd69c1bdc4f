import type { PolicyDocument } from './policy-document';

/** Size in characters as AWS counts it: without insignificant white space. */
export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}
