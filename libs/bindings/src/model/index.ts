export type * from './event-model';
export { INTEGER_RANGE, isWider, resolveType, typesText, valuesOfBranch } from './event-model';
export { contractHash, currentModels, eventModel } from './build-model';
export { camelCase, freeName, namesOfKeys, pascalCase, screamingCase, snakeCase, wordsOf } from './names';
