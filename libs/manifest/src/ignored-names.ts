/*
 * Entries of `config/` that are no part of it, whatever is in them. Everything else is read, or is a problem: a list of what is
 * ignored can be read, a rule such as "hidden files" hides what was meant to be deployed.
 */

const names: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\.md$/, what: 'prose: README.md, the CHANGELOG.md of events' },
  { pattern: /^\.git(?:keep|ignore|attributes)$/, what: "git's own" },
  { pattern: /^\.(?:editorconfig|prettierrc|prettierignore|yamllint)$/, what: 'settings of editors and formatters' },
  { pattern: /^\.(?:idea|vscode)$/, what: "folders of editors' settings" },
  { pattern: /^\..*\.sw[a-z]$/, what: "Vim's swap files" },
  { pattern: /^\.#/, what: "Emacs's locks, which are links to nowhere" },
  { pattern: /^#.*#$/, what: "Emacs's unsaved changes" },
  { pattern: /~$/, what: "editors' copies of the file before the last change" },
  { pattern: /^\.DS_Store$|^\._/, what: "macOS's" },
  { pattern: /^(?:Thumbs\.db|desktop\.ini)$/i, what: "Windows's" },
  { pattern: /^\.busbar-/, what: "Busbar's lock, and files that it is writing" },
];

/** The JSON Schemas that `# yaml-language-server:` comments name. Generated. */
const SCHEMAS = '.schemas';

/** @param path relative to `config/` */
export function isIgnored(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return path === SCHEMAS || names.some(({ pattern }) => pattern.test(name));
}
