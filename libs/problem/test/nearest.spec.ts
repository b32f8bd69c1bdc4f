import { nearest } from '../src/nearest';

describe('nearest', () => {
  const names = ['delivery-service', 'device-service', 'access-service'];

  it.each([
    ['delivry-service', 'delivery-service'],
    ['devise-service', 'device-service'],
    ['acess-servise', 'access-service'],
    ['warehouse', undefined],
    ['', undefined],
  ])('takes %p for %p', (typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });
});
