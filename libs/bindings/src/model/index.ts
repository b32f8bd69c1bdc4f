export type * from './event-model';
export { INTEGER_RANGE, isWider, resolveType } from './event-model';
export { contractHash, currentModels, eventModel } from './build-model';
export { camelCase, freeName, pascalCase, screamingCase, snakeCase, wordsOf } from './names';
