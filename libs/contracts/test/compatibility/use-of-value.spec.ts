import { useOfValue } from '../../src/compatibility/use-of-value';

describe('useOfValue', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['the value', { status: ['LOST', 'SENT'] }, 'picked-out'],
    ['another value', { status: ['SENT'] }, 'kept-out'],
    ['its prefix', { status: [{ prefix: 'LO' }] }, 'picked-out'],
    ['another prefix', { status: [{ prefix: 'SE' }] }, 'kept-out'],
    ['its suffix', { status: [{ suffix: 'ST' }] }, 'picked-out'],
    ['another suffix', { status: [{ suffix: 'X' }] }, 'kept-out'],
    ['it in other letters', { status: [{ 'equals-ignore-case': 'lost' }] }, 'picked-out'],
    ['a wildcard', { status: [{ wildcard: 'L*T' }] }, 'picked-out'],
    ['anything but it', { status: [{ 'anything-but': ['LOST'] }] }, 'picked-out'],
    ['anything but another', { status: [{ 'anything-but': ['SENT'] }] }, 'let-pass'],
    ['anything but its prefix', { status: [{ 'anything-but': { prefix: 'LO' } }] }, 'picked-out'],
    ['that there is a value', { status: [{ exists: true }] }, 'let-pass'],
    ['that there is none', { status: [{ exists: false }] }, 'kept-out'],
    ['it in one of two ways', { $or: [{ status: ['LOST'] }, { weight: [{ numeric: ['>', 5] }] }] }, 'picked-out'],
    ['something else in one of two ways', { $or: [{ status: ['SENT'] }, { weight: [1] }] }, 'let-pass'],
    ['other values in both ways', { $or: [{ status: ['SENT'] }, { status: ['NEW'] }] }, 'kept-out'],
    ['another field', { weight: [1] }, 'let-pass'],
    ['nothing', {}, 'let-pass'],
    ['what is no pattern', { status: [{ prefx: 'LO' }] }, 'picked-out'],
  ])('tells what a filter on %s does', (_, filter, use) => {
    expect(useOfValue(filter, ['status'], 'LOST')).toBe(use);
  });

  it('knows fields of fields, numbers, flags and null', () => {
    expect(useOfValue({ place: { kind: ['hub'] } }, ['place', 'kind'], 'hub')).toBe('picked-out');
    expect(useOfValue({ level: [{ numeric: ['>=', 3] }] }, ['level'], 3)).toBe('picked-out');
    expect(useOfValue({ level: [{ numeric: ['>', 3] }] }, ['level'], 3)).toBe('kept-out');
    expect(useOfValue({ flag: [true] }, ['flag'], true)).toBe('picked-out');
    expect(useOfValue({ flag: [null] }, ['flag'], null)).toBe('picked-out');
  });
});
