export { realValidator } from './real-validator';
export { changedSchemas, recursiveSchemas, schemas, values } from './schemas';
