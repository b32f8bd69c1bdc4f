/**
 * `@busbar/client/validation`: what the generated readers call. Everything in it comes without dependencies.
 */
export { formats } from './validation/formats';
export { allDifferent, codePoints } from './validation/comparisons';
export {
  isDouble,
  isInt53,
  isInt64,
  isObject,
  own,
  put,
  readerOf,
  step,
  toDouble,
  toInt64,
  Reading,
  type Fields,
  type Reader,
} from './validation/reading';
