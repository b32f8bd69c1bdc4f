import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parsePattern, matches, PatternError } from '@busbar/event-pattern';
let seed = Number(process.argv[2] ?? 1); const N = Number(process.argv[3] ?? 4000);
const rnd = () => { seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };
const pick = <T,>(a: readonly T[]): T => a[Math.floor(rnd() * a.length)]!;
const strs = ['a', 'b', 'ab', 'abc', '', 'x"y', 'ab"', '"ab', 'é', 'É', 'ß', 'SS', '😀', '10.0.0.1', '10.0.0.01', '10.0.0.255', '::1', '2001:db8::1', '2001:0db8:0::1', '::ffff:a00:1', 'A', 'aB', 'AB', 'a*b', 'a\\b', '*', 'foo.bar', '1', 'null', 'ſ', 'S', '\u212a', 'k', '256.1.1.1', '1:2', 'ab cd', '\n', '?', '??'];
const nums = ['0', '-0', '1', '1.0', '1e0', '10E-1', '300', '3.0e2', '0.1', '-5', '5', '9007199254740993', '9007199254740992', '1e400', '1e-400', '0.1234567890123456789', '123456789012', '1e30', '5.5', '100000000000000000000', '-1.5e-3', '2.5'];
const keys = process.argv[4] === 'clean' ? ['a','b','c','a.b','d'] : ['a', 'b', 'c', 'a.b', 'x', '$or', '', 'prefix', 'd'];
const J = JSON.stringify; const clean = process.argv[4] === 'clean';
const cidrs = ['10.0.0.0/8', '10.0.0.5/24', '0.0.0.0/0', '::/0', '2001:db8::/32', '10.0.0.0/31', '10.0.0.1/32', '10.0.0.1', '300.0.0.0/8', 'x/8', '10.0.0.0/x', '10.0.0.0/-1', '::1/127', '::1/128', '10.0.0.0/8/', '/8', 'a:b/8', '10.0.0.0/+8'];
const wilds = ['*', 'a*', '*b', 'a*b', '*a*', 'a\\*b', 'a\\\\b', '**', 'a\\b', 'é*', 'é**', 'ab', '', '*"', '😀**', 'a\\'];
const str = () => J(pick(strs));
const many = (f: () => string) => '[' + Array.from({ length: 1 + Math.floor(rnd() * 3) }, f).join(',') + ']';
const junk = () => clean ? str() : pick(['1', 'null', 'true', '"x"', '{}', '[]', '{"x":1}', '[1]', '1.5', '-1', '""', '{"a":[1]}']);
function op(): string {
  if (rnd() < 0.05) return junk(); if (clean && rnd() < 0.35) return pick(['"a"','"b"','"ab"','1','null','{"exists":true}','{"exists":false}','{"anything-but":"a"}','{"anything-but":[1,2]}','{"numeric":[">",0]}']);
  switch (Math.floor(rnd() * 22)) {
    case 0: case 1: case 2: return str();
    case 3: case 4: return pick(nums);
    case 5: return pick(['true', 'false', 'null']);
    case 6: return `{"prefix":${rnd() < 0.1 ? junk() : rnd() < 0.4 ? `{"equals-ignore-case":${str()}}` : str()}}`;
    case 7: return `{"suffix":${rnd() < 0.1 ? junk() : rnd() < 0.4 ? `{"equals-ignore-case":${str()}}` : str()}}`;
    case 8: return `{"equals-ignore-case":${rnd() < 0.1 ? junk() : str()}}`;
    case 9: return `{"wildcard":${rnd() < 0.1 ? junk() : J(pick(wilds))}}`;
    case 10: return `{"anything-but":${rnd() < 0.2 ? junk() : rnd() < 0.5 ? str() : pick(nums)}}`;
    case 11: return `{"anything-but":${many(() => (rnd() < 0.9 ? str() : junk()))}}`;
    case 12: return `{"anything-but":${many(() => (rnd() < 0.9 ? pick(nums) : junk()))}}`;
    case 13: return `{"anything-but":{"${pick(['prefix', 'suffix', 'equals-ignore-case', 'nope'])}":${rnd() < 0.15 ? junk() : rnd() < 0.5 ? str() : many(str)}}}`;
    case 14: return `{"anything-but":{"wildcard":${rnd() < 0.5 ? J(pick(wilds)) : many(() => J(pick(wilds)))}}}`;
    case 15: case 16: { if (clean) return `{"numeric":["${pick(['<','<=','>','>=','='])}",${pick(nums)}]}`; const o = () => pick(['"<"', '"<="', '">"', '">="', '"="', '"!="', '1']); return rnd() < 0.5 ? `{"numeric":[${o()},${pick(nums)}]}` : `{"numeric":[${pick(['">"', '">="', o()])},${pick(nums)},${pick(['"<"', '"<="', o()])},${rnd() < 0.9 ? pick(nums) : junk()}]}`; }
    case 17: case 18: return `{"exists":${rnd() < 0.1 ? junk() : pick(['true', 'false'])}}`;
    case 19: return `{"cidr":${rnd() < 0.1 ? junk() : J(pick(cidrs))}}`;
    case 20: return `{"exactly":${rnd() < 0.1 ? junk() : str()}}`;
    default: if (clean) return str(); return `{"${pick(['nope', 'prefix', 'numeric', 'exists'])}":${junk()}${rnd() < 0.3 ? ',"x":1' : ''}}`;
  }
}
function obj(d: number, inOr = false): string {
  const n = clean ? 1 + Math.floor(rnd() * 2) : 1 + Math.floor(rnd() * 3); const m: string[] = [];
  for (let i = 0; i < n; i++) {
    const r = rnd();
    if (r < (clean ? 0.06 : 0.12)) m.push(`"$or":[${Array.from({ length: (clean ? 2 : 1) + Math.floor(rnd() * 3) }, () => obj(d - 1, true)).join(',')}]`);
    else { const k = J(pick(keys.slice(0, rnd() < 0.9 ? 5 : keys.length))); if (r < 0.35 && d > 0) m.push(`${k}:${obj(d - 1, inOr)}`); else m.push(`${k}:[${Array.from({ length: Math.max(1, Math.floor(rnd() * 3)) - (!clean && rnd() < 0.03 ? 1 : 0) }, op).join(',')}]`); }
  }
  return `{${m.join(',')}}`;
}
function val(d: number): string {
  const r = rnd();
  if (clean && r < 0.25) return pick(['"a"','"b"','"ab"','1','null']); if (r < 0.35) return str();
  if (r < 0.5) return pick(nums);
  if (r < 0.58) return pick(['true', 'false', 'null']);
  if (r < 0.8 && d > 0) return '[' + Array.from({ length: Math.floor(rnd() * 4) }, () => val(d - 1)).join(',') + ']';
  return d > 0 ? evt(d - 1) : str();
}
function evt(d: number): string { return '{' + Array.from({ length: Math.floor(rnd() * 4) }, () => `${J(pick(keys))}:${val(d)}`).join(',') + '}'; }
function mutate(s: string): string { const i = Math.floor(rnd() * (s.length + 1)); const c = pick(['', '{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', 'x', '1', 'tru', '-', '.', 'e', '\\u12', '\t', '\u0001', '00', 'é', '/*', '\r\n']); return rnd() < 0.5 ? s.slice(0, i) + c + s.slice(i) : s.slice(0, i) + c + s.slice(i + 1 + Math.floor(rnd() * 3)); }
const mode = process.argv[4] ?? 'all';
const ap = () => { const paths = ['a.x','a.y','a.z','a','b','b.x','a.n.x','a.n.y','c']; const m: string[] = []; const n = 2 + Math.floor(rnd() * 3); const t: Record<string, string> = {}; for (let i = 0; i < n; i++) t[pick(paths)] = pick(['[1]','[2]','[{"exists":false}]','[{"exists":true}]','[1,2]','[{"exists":false},1]','[{"anything-but":1}]','["s"]','[{"numeric":[">",1]}]']); for (const k of Object.keys(t)) m.push(`${J(k)}:${t[k]}`); if (rnd() < 0.15) m.push(`"$or":[{"a.x":[1]},{"a.y":[2],"b.x":[1]}]`); return `{${m.join(',')}}`; };
const av = (d: number): string => { const r = rnd(); if (d === 0 || r < 0.25) return pick(['1', '2', '1', '2', '"s"', 'null']); if (r < 0.6) return '[' + Array.from({ length: Math.floor(rnd() * 4) }, () => av(d - 1)).join(',') + ']'; return '{' + Array.from({ length: 1 + Math.floor(rnd() * 3) }, () => `"${pick(['x', 'y', 'z', 'n'])}":${av(d - 1)}`).join(',') + '}'; };
const ae = () => `{"a":${av(4)},"b":${av(3)}${rnd() < 0.4 ? ',"c":' + av(1) : ''}${rnd() < 0.2 ? ',"a":' + av(3) : ''}${rnd() < 0.2 ? ',"a.n":' + av(3) : ''}}`;
const cases: { pattern: string; event: string }[] = [];
for (let i = 0; i < N; i++) {
  if (mode === 'arrays') { cases.push({ pattern: ap(), event: ae() }); continue; }
  let p = obj(2); if (mode === 'all' && rnd() < 0.3) p = mutate(p); if (mode === 'all' && rnd() < 0.02) p = pick(['', ' ', '1', '"x"', '[]', 'null', 'nul', 'x', '{}', '{"a":[1]} x', '{"a":[1]}}', '\ufeff{"a":[1]}']);
  cases.push({ pattern: p, event: clean ? evt(3).replace(/^\{/, '{"a":' + val(2) + ',"b":' + val(2) + ',').replace(',}','}') : evt(2) });
}
writeFileSync('/tmp/oracle/in.jsonl', cases.map((c) => J(c)).join('\n') + '\n');
const r = spawnSync('java', ['-cp', '/tmp/oracle/lib/*:/tmp/oracle', 'Oracle'], { input: cases.map((c) => J(c)).join('\n') + '\n', maxBuffer: 1 << 30, encoding: 'utf8' });
const lines = r.stdout.trim().split('\n');
let bad = 0, ok = 0, errs = 0, hits = 0;
const shown = new Map<string, number>();
lines.forEach((l, i) => {
  const o = JSON.parse(l); const c = cases[i]!;
  let mine: string | boolean; let kind = '';
  try { const p = parsePattern(c.pattern, {maxSize: 1e9}); try { mine = matches(p, c.event); } catch (e) { mine = `EVENT ${(e as Error).message}`; } } catch (e) { if (!(e instanceof PatternError)) { mine = 'CRASH ' + (e as Error).stack; } else mine = e.message.replace('Event pattern is not valid. Reason: ', ''); }
  const theirs = 'error' in o ? (o.check ?? o.error) : o.eventError ? `EVENT ${o.eventError}` : o.matched;
  if ('error' in o) errs++; if (o.matched) hits++;
  if (mine === theirs || (String(theirs).startsWith('Unrecognized token') && String(mine).slice(0,40)===String(theirs).slice(0,40))) { ok++; return; }
  bad++;
  const sig = `${String(theirs).slice(0, 25)}|${String(mine).slice(0, 25)}`; shown.set(sig, (shown.get(sig) ?? 0) + 1);
  if ((shown.get(sig) ?? 0) <= 2 && shown.size < 25) console.log(`P ${J(c.pattern)}\nE ${c.event}\n  ruler ${J(theirs)} ${o.type ?? ''}\n  mine  ${J(mine)}\n`);
});
console.log({ ok, bad, errs, hits }); if (r.stderr) console.log(r.stderr.slice(0, 500));
