import { isHazardous } from '../../src/regular-expression/hazardous-pattern';

describe('isHazardous', () => {
  it.each([
    '^(a+)+$',
    '^(a*)*b$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '(x+x+)+y',
    '^([a-zA-Z0-9]+[._]?)*@$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^(a*b?)*$',
    '^([a-z]{1,40}){1,40}$',
    '^(?=(a+)+$)b',
    '^(.*?,)*.*,x$'.replace('.*,x', '(.*,)*x'),
    '(a+)\\1+',
  ])('says yes to %s', (pattern) => {
    expect(isHazardous(pattern)).toBe(true);
  });

  it.each([
    '^prop-[a-z0-9]{8}$',
    '^[0-9]+[.][0-9]+[.][0-9]+$',
    '^[A-Z][A-Za-z_]+/[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)?$',
    '^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+$',
    '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    '^(ab|ac)*$',
    '^(a|b)*c$',
    '^\\p{L}+$',
    '^[a-z]{1,500}$',
    'a*a*',
    '^([a-z]{2}-){0,20}[a-z]{2}$',
  ])('says no to %s', (pattern) => {
    expect(isHazardous(pattern)).toBe(false);
  });

  it('answers at once for patterns made to exhaust it', () => {
    const started = performance.now();
    isHazardous(`^(${'(a|b?)'.repeat(100)})*$`);
    isHazardous(`^${'('.repeat(500)}a${')*'.repeat(500)}$`);
    isHazardous(`(a{1,8}){1,8}`.repeat(40));
    isHazardous('[a-z]*'.repeat(600));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
