import type { ConfigFiles } from '../src';

/**
 * One change to a file: text that is there once, and what takes its place. `‸` in it marks where the problem is expected, and
 * is not part of the file. Or the whole new text of a file; or undefined, which removes it.
 */
export type Edit = readonly [find: string, put: string] | string | undefined;

/** The files with edits made, and the marked place as `file:line:column`. */
export function withEdits(
  files: ConfigFiles,
  edits: Readonly<Record<string, Edit>>,
): { files: ConfigFiles; marked: string | undefined } {
  const edited = new Map(files);
  let marked: string | undefined;
  for (const [file, edit] of Object.entries(edits)) {
    if (edit === undefined) {
      edited.delete(file);
      continue;
    }
    const text = typeof edit === 'string' ? edit : replaceOnce(file, files.get(file) ?? '', edit[0], edit[1]);
    const mark = text.indexOf('‸');
    if (mark !== -1) {
      const before = text.slice(0, mark).split('\n');
      marked = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
    }
    edited.set(file, text.replace('‸', ''));
  }
  return { files: edited, marked };
}

function replaceOnce(file: string, text: string, find: string, put: string): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`"${find}" is ${parts.length - 1} times in ${file}, not once`);
  return parts.join(put);
}
