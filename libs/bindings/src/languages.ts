/** The languages, by what they are called on the command line; `folder` is the package of one below `libs/events`. */
export const LANGUAGES = {
  ts: { name: 'TypeScript', folder: 'typescript' },
  python: { name: 'Python', folder: 'python' },
  java: { name: 'Java', folder: 'java' },
  go: { name: 'Go', folder: 'go' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly folder: string }>>;

export type Language = keyof typeof LANGUAGES;

export const languages = Object.keys(LANGUAGES) as readonly Language[];
