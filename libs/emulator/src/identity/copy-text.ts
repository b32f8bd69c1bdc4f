/**
 * The same string with memory of its own. V8 keeps the whole of a request alive for a slice of it: whatever outlives its request
 * has to be a copy.
 */
export function copyText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
