import { namesOfKeys, wordsOf, type EventModel } from '../model';

const KEYWORDS = new Set([
  ...[
    'break',
    'case',
    'chan',
    'const',
    'continue',
    'default',
    'defer',
    'else',
    'fallthrough',
    'for',
    'func',
    'go',
    'goto',
    'if',
    'import',
  ],
  ...[
    'interface',
    'map',
    'package',
    'range',
    'return',
    'select',
    'struct',
    'switch',
    'type',
    'var',
    'main',
    'internal',
    'busbar',
    'init',
  ],
]);

const INITIALISMS = new Set(['api', 'http', 'https', 'id', 'ip', 'json', 'uri', 'url', 'uuid', 'sha', 'sql', 'utc', 'xml']);

/** Methods of every generated struct. */
const METHODS = ['ToWire', 'MarshalJSON', 'UnmarshalJSON', 'UnknownFields', 'Validate'];

/** `deliveryId` is `DeliveryID`. */
export function goName(text: string): string {
  const name = wordsOf(text)
    .map((word) => (INITIALISMS.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^\d/.test(name) ? `N${name}` : name;
}

export function packageName(domain: string): string {
  const name = wordsOf(domain).join('');
  return KEYWORDS.has(name) ? `${name}events` : name;
}

/** `StatusUpdated`, from the second major on `StatusUpdatedV2`; the package says the domain. */
export function eventName({ name, domain, major }: EventModel): string {
  return goName(name.slice(domain.length + 1)) + (major > 1 ? `V${major}` : '');
}

/** Last words of the names of files that Go leaves out elsewhere: `go tool dist list`, and those it had or keeps for later. */
const PLATFORMS = new Set([
  ...[
    'test',
    'unix',
    'aix',
    'android',
    'darwin',
    'dragonfly',
    'freebsd',
    'hurd',
    'illumos',
    'ios',
    'js',
    'linux',
    'nacl',
    'netbsd',
    'openbsd',
  ],
  ...[
    'plan9',
    'solaris',
    'wasip1',
    'windows',
    'zos',
    '386',
    'amd64',
    'amd64p32',
    'arm',
    'armbe',
    'arm64',
    'arm64be',
    'loong64',
    'mips',
    'mipsle',
  ],
  ...[
    'mips64',
    'mips64le',
    'mips64p32',
    'mips64p32le',
    'ppc',
    'ppc64',
    'ppc64le',
    'riscv',
    'riscv64',
    's390',
    's390x',
    'sparc',
    'sparc64',
    'wasm',
  ],
]);

/** `status_updated.go`. What Go would read as a platform or a test ends with `_event`. */
export function fileName({ name, domain, major }: EventModel): string {
  const words = wordsOf(name.slice(domain.length + 1));
  const version = major > 1 ? [`v${major}`] : [];
  const isPlain = words.length > 1 && !PLATFORMS.has(words.at(-1) ?? '');
  return `${[...words, ...version, ...(isPlain ? [] : ['event'])].join('_')}.go`;
}

export function fieldNames(wireNames: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(METHODS.map((name) => name.toLowerCase()));
  return namesOfKeys(wireNames, goName, taken);
}

/** A Go string literal. */
export function text(value: string): string {
  return JSON.stringify(value).replace(/[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

export function comment(lines: readonly string[], indent: string): string {
  return lines.map((line) => `${indent}//${line === '' ? '' : ` ${line.replace(/\s+$/, '')}`}\n`).join('');
}
