import { createRequire } from 'node:module';
import { formats, isFormatName } from './formats';

/**
 * What is known of a format: texts that have it, and a pattern that all of them match. Validators differ at the edges (is a space
 * allowed between date and time?), so the patterns are wide and the samples plain.
 */
interface FormatKnowledge {
  readonly samples: readonly string[];
  readonly within?: string;
}

const KNOWN: Readonly<Record<string, FormatKnowledge>> = {
  date: { samples: ['2026-01-31', '2024-02-29'], within: '^\\d{4}-\\d{2}-\\d{2}$' },
  time: {
    samples: ['12:30:00Z', '23:59:59.125+02:00'],
    within: '^\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:[zZ]|[+-]\\d{2}(?::?\\d{2})?)$',
  },
  'date-time': {
    samples: ['2026-01-31T12:30:00Z', '2026-01-31T12:30:00.125Z', '2026-01-31T12:30:00+02:00'],
    within: '^\\d{4}-\\d{2}-\\d{2}[tT\\s]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:[zZ]|[+-]\\d{2}(?::?\\d{2})?)$',
  },
  duration: { samples: ['P1D', 'PT2H30M', 'P2W', 'P1Y2M3DT4H5M6S'], within: '^P[0-9YMWDTHS]+$' },
  uuid: {
    samples: ['0b9f5a2e-7d3c-4c51-9a86-2f1d6b8e4a70', '123e4567-e89b-42d3-a456-426614174000'],
    within: '^(?:[uU][rR][nN]:[uU][uU][iI][dD]:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  },
  email: { samples: ['ann@example.org', 'a@b.io', 'first.last+tag@mail.example.com'], within: '^[^@]+@[^@]+$' },
  hostname: { samples: ['example.org', 'a', 'api.eu-1.example.com'], within: '^[A-Za-z0-9.\\-]+$' },
  ipv4: { samples: ['192.0.2.1', '1.2.3.4', '255.255.255.255'], within: '^\\d{1,3}(?:\\.\\d{1,3}){3}$' },
  ipv6: { samples: ['2001:db8::1', '::1', '2001:db8:0:0:0:0:0:1'], within: '^[0-9a-fA-F:.]+$' },
  uri: {
    samples: ['https://example.org/a', 'urn:a:b', 'a:b', 'https://example.org/a?b=c#d'],
    within: '^[A-Za-z][A-Za-z0-9+.\\-]*:[^\\n]*$',
  },
  'uri-reference': { samples: ['/a', 'https://example.org/a', '#a'] },
  'json-pointer': { samples: ['', '/a', '/a/0/b~1c'], within: '^(?:/[\\s\\S]*)?$' },
  'relative-json-pointer': { samples: ['0', '1/a', '0#'], within: '^[0-9]+[\\s\\S]*$' },
  regex: { samples: ['a', '^a+$', '[0-9]'] },
  byte: { samples: ['YQ==', 'YWJj'] },
  'uri-template': { samples: ['/a/{b}', 'https://example.org/{a}'] },
  'json-pointer-uri-fragment': { samples: ['#/a', '#'] },
  'iso-time': { samples: ['12:30:00Z', '12:30:00'] },
  'iso-date-time': { samples: ['2026-01-31T12:30:00Z', '2026-01-31T12:30:00'] },
  url: { samples: ['https://example.org/a'] },
};

/** Texts that have a format which nothing here can check. A format that is not listed may be anything: a plain text is tried. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  iri: ['https://example.org/a', 'urn:a:b'],
  'iri-reference': ['/a', 'https://example.org/a'],
  'idn-email': ['ann@example.org', 'a@b.io'],
  'idn-hostname': ['example.org', 'a'],
};

type Check = (text: string) => boolean;
const checks = new Map<string, readonly Check[]>();

/** Whether a text has a format. Undefined for formats that are not known, and where this project and Ajv disagree. */
export function hasFormat(format: string, text: string): boolean | undefined {
  if (text.length > 1_000) return undefined;
  const known = checksOf(format);
  const verdicts = new Set(known.map((check) => check(text)));
  return verdicts.size === 1 ? verdicts.has(true) : undefined;
}

export function isKnownFormat(format: string): boolean {
  return Object.hasOwn(KNOWN, format);
}

export function knowledgeOf(format: string): FormatKnowledge {
  if (isKnownFormat(format)) return KNOWN[format] ?? { samples: [] };
  return { samples: (Object.hasOwn(SAMPLES, format) ? SAMPLES[format] : undefined) ?? [] };
}

function checksOf(format: string): readonly Check[] {
  let known = checks.get(format);
  if (!known) {
    if (!isKnownFormat(format)) return [];
    const ajv = ajvFormats()[format];
    known = [...(isFormatName(format) ? [formats[format]] : []), ...(ajv ? [ajv] : [])];
    checks.set(format, known);
  }
  return known;
}

/** Loaded when the first format has to be checked: most comparisons need none. */
function ajvFormats(): Readonly<Record<string, Check>> {
  const { fullFormats } = createRequire(__filename)('ajv-formats/dist/formats') as {
    readonly fullFormats: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(
    Object.entries(fullFormats).flatMap(([name, format]) => {
      const isCheck = format instanceof RegExp || typeof format === 'function';
      const check = isCheck ? format : (format as { validate?: unknown } | null)?.validate;
      if (check instanceof RegExp) return [[name, (text: string) => check.test(text)] as const];
      return typeof check === 'function' ? [[name, check as Check] as const] : [];
    }),
  );
}
