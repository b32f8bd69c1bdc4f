export type { ExportFormat, ExportContext } from './contract-exports';
export type { ExportFormatName } from './format-names';
export { exportFormats } from './formats';
