export { hasFormat, isKnownFormat, knowledgeOf } from './format-samples';
export type { FormatName } from './formats';
export { formats, isFormatName } from './formats';
