/** Generated files by their path, relative to the folder of the package that holds them. */
export type GeneratedFiles = ReadonlyMap<string, string>;

export interface GenerateOptions {
  /** The command that the header of every file names. @default busbar bindings generate */
  readonly command?: string;
}
