import { filterText } from '../src/filter-text';

describe('filterText', () => {
  it.each([
    [{ status: ['DELIVERED', 'RETURNED'] }, 'status: DELIVERED|RETURNED'],
    [{ test: [{ exists: false }, false] }, 'test: absent|false'],
    [{ photo: [{ exists: true }, null] }, 'photo: present|null'],
    [{ delay: [{ numeric: ['>', 0, '<=', 5] }] }, 'delay: > 0 <= 5'],
    [{ code: ['5', 5, 'true', true, 'a b'] }, 'code: "5"|5|"true"|true|"a b"'],
    [{ id: [{ prefix: 'lock-' }, { suffix: '-garage' }] }, 'id: lock-*|*-garage'],
    [{ id: [{ prefix: { 'equals-ignore-case': 'LOCK' } }, { 'equals-ignore-case': 'x' }] }, 'id: ~LOCK*|~x'],
    [{ id: [{ wildcard: 'a*b' }], address: [{ cidr: '10.0.0.0/8' }] }, 'id: a*b, address: in 10.0.0.0/8'],
    [{ id: [{ 'anything-but': 'x' }] }, 'id: not x'],
    [{ id: [{ 'anything-but': ['x', 'y'] }] }, 'id: not (x|y)'],
    [{ id: [{ 'anything-but': { suffix: '-garage' } }] }, 'id: not *-garage'],
    [{ id: [{ 'anything-but': { prefix: ['a', 'b'] } }] }, 'id: not (a*|b*)'],
    [{ readings: { temperature: [{ numeric: ['<', -5] }] } }, 'readings.temperature: < -5'],
    [
      { $or: [{ days: [{ numeric: ['<=', 7] }] }, { percent: [1], low: [true] }], kind: ['A'] },
      '(days: <= 7 or percent: 1 and low: true), kind: A',
    ],
    [{ a: { $or: [{ b: [1] }, { c: [2] }] } }, '(a.b: 1 or a.c: 2)'],
    [{ id: [{ exactly: 'undocumented' }] }, 'id: {"exactly":"undocumented"}'],
  ])('%j is %s', (filter, text) => {
    expect(filterText(filter)).toBe(text);
  });
});
