import { accessKeyIdOf, identityOf } from '../src/credentials';

it.each([
  [{ account: '111122223333' }, '111122223333'],
  [{ account: '111122223333', role: 'busbar-service-orders' }, '111122223333.busbar-service-orders'],
  [{ account: '111122223333', role: 'a.b+c=d,e@f_g' }, '111122223333.a.b+c=d,e@f_g'],
])('%j acts with %s', (identity, accessKeyId) => {
  expect(accessKeyIdOf(identity)).toBe(accessKeyId);
  expect(identityOf(accessKeyId)).toEqual(identity);
});

it.each(['', '1111', '111122223333.', '111122223333.a/b', 'AKIAIOSFODNN7EXAMPLE', '1111222233334'])(
  '"%s" is nobody',
  (accessKeyId) => {
    expect(identityOf(accessKeyId)).toBeUndefined();
  },
);
