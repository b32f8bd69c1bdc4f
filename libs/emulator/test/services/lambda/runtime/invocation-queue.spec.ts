import fc from 'fast-check';
import { InvocationQueue } from '../../../../src/services/lambda/runtime/invocation-queue';

describe('InvocationQueue', () => {
  it('gives items in the order in which they came, however pushes and shifts are mixed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: -3000, max: -1 })), { maxLength: 10 }),
        (steps) => {
          const line = new InvocationQueue<number>();
          const model: number[] = [];
          let next = 0;
          for (const step of steps) {
            for (let i = 0; i < step; i++) {
              line.push(next);
              model.push(next++);
            }
            const taken = model.splice(0, -Math.min(step, 0));
            expect(Array.from(taken, () => line.shift())).toEqual(taken);
            expect(line.length).toBe(model.length);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
