export type { Draft } from './drafts';
export { draftOf, hasKeyword, isAsserted, isAtLeast, mapSubschemas } from './drafts';
export { Keywords, isTexts } from './keywords';
export type { Located } from './schema-document';
export { SchemaDocument, pathOf } from './schema-document';
export { SchemaError } from './schema-error';
