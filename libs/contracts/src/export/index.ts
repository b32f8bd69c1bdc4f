export type { ExportFormat, ExportSurroundings } from './contract-exports';
export type { ExportFormatName } from './formats';
export { exportFormats } from './formats';
