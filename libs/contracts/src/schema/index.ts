export { closeObjects } from './closed-schema';
export { fieldAt, fieldNames, isAlwaysPresent } from './fields';
export type { AjvError } from './issues';
export { issuesOf } from './issues';
export { KEYWORDS } from './profile-keywords';
export { checkProfile, isDefinitionName, isFieldName } from './profile';
export { definitionName, resolve } from './references';
export { accepts, typeOf, validateData } from './validation';
