import { isOperational, isSystemError, OperationalError } from '../src';
import type * as first from '../src/operational-error';

class MissingFileError extends OperationalError {
  override readonly name = 'MissingFileError';
}

describe('operational errors', () => {
  it('carry the next step and the cause', () => {
    const cause = new Error('ENOENT');
    expect(new MissingFileError('"a" is missing.', { fix: 'Add it.', cause })).toMatchObject({
      name: 'MissingFileError',
      message: '"a" is missing.',
      fix: 'Add it.',
      cause,
    });
    expect('cause' in new MissingFileError('"a" is missing.')).toBe(false);
  });

  it('are recognised when another copy of the class made them', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof first>('../src/operational-error');
      class Copied extends copy.OperationalError {
        override readonly name = 'Copied';
      }
      expect(new Copied('x')).not.toBeInstanceOf(OperationalError);
      expect(isOperational(new Copied('x'))).toBe(true);
    });
  });

  it.each([new Error('x'), new TypeError('x'), { fix: 'x' }, undefined])('%p is none', (error) => {
    expect(isOperational(error)).toBe(false);
  });

  it('system errors are told apart by their system call', () => {
    expect(isSystemError(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' }))).toBe(true);
    expect(isSystemError(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBe(false);
  });
});
