/**
 * The formats that contracts may name, each exact. `@busbar/client` has the same functions for the generated bindings, since
 * published packages may not import this one; a test of `@busbar/bindings` holds the two texts together.
 */

/** RFC 3339 `full-date`; only days that exist. */
function date(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const number = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  const year = number(0) * 100 + number(2);
  const month = number(5);
  const day = number(8);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

/** RFC 3339 `full-time`: with an offset; second 60 only where a leap second can be, at 23:59:60 UTC. */
function time(text: string): boolean {
  if (!/^\d\d:\d\d:\d\d(?:\.\d+)?(?:[zZ]|[+-]\d\d:\d\d)$/.test(text)) return false;
  const number = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  const hour = number(0);
  const minute = number(3);
  const second = number(6);
  const utc = text.charCodeAt(text.length - 1) > 57; // A letter.
  const offsetHour = utc ? 0 : number(text.length - 5);
  const offsetMinute = utc ? 0 : number(text.length - 2);
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second <= 59) return true;
  const offset = (text.charAt(text.length - 6) === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return second === 60 && (hour * 60 + minute - offset + 1440) % 1440 === 1439;
}

/** RFC 3339 `date-time`. Most events have several: no match is taken apart, which takes five times as long. */
function dateTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d[tT]\d\d:\d\d:\d\d(?:\.\d+)?(?:[zZ]|[+-]\d\d:\d\d)$/.test(text)) return false;
  const number = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  const year = number(0) * 100 + number(2);
  const month = number(5);
  const day = number(8);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > days) return false;
  const hour = number(11);
  const minute = number(14);
  const second = number(17);
  const utc = text.charCodeAt(text.length - 1) > 57; // A letter.
  const offsetHour = utc ? 0 : number(text.length - 5);
  const offsetMinute = utc ? 0 : number(text.length - 2);
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second <= 59) return true;
  const offset = (text.charAt(text.length - 6) === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return second === 60 && (hour * 60 + minute - offset + 1440) % 1440 === 1439;
}

/** RFC 3339, appendix A: `P1DT2H`, `PT0.5S` is not in it, `P2W` is. */
function duration(text: string): boolean {
  return /^P(?:\d+W|(?=\d|T\d)(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/.test(
    text,
  );
}

/** RFC 9562, any version. */
function uuid(text: string): boolean {
  return /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/.test(text);
}

/** RFC 5321 `Mailbox` with a dot-atom and a domain name of at least two labels: what a mail server on the internet takes. */
function email(text: string): boolean {
  return (
    text.length <= 254 &&
    text.indexOf('@') <= 64 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(
      text,
    )
  );
}

/** RFC 1123, at most 253 characters. */
function hostname(text: string): boolean {
  return (
    text.length <= 253 &&
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/.test(text)
  );
}

/** Dotted quad without leading zeros. */
function ipv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/.test(text) && !text.endsWith('.');
}

/** RFC 4291, section 2.2, without a zone. */
function ipv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text === '') return false;
  let groups = 0;
  for (let half = 0; half < halves.length; half++) {
    const part = halves[half];
    if (part === undefined || part === '') continue;
    const pieces = part.split(':');
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index] ?? '';
      const last = half === halves.length - 1 && index === pieces.length - 1;
      if (last && /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/.test(piece)) groups += 2;
      else if (/^[0-9a-fA-F]{1,4}$/.test(piece)) groups += 1;
      else return false;
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** RFC 3986 `URI`: absolute, with a scheme. */
function uri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9a-fA-F]{2})*@)?(?:\[[0-9a-fA-F:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9a-fA-F]{2})*)(?::\d*)?(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*)*|\/?(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*)*)?)(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-fA-F]{2})*)?(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-fA-F]{2})*)?$/.test(
    text,
  );
}

/** By the name that `format` gives it in a schema. */
export const formats = {
  date,
  time,
  'date-time': dateTime,
  duration,
  uuid,
  email,
  hostname,
  ipv4,
  ipv6,
  uri,
} as const satisfies Readonly<Record<string, (text: string) => boolean>>;

export type FormatName = keyof typeof formats;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}
