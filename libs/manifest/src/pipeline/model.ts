/** `pipeline` in `config/platform.yaml`. */
export interface Pipeline {
  /** The tooling account: the pipelines, their artifacts and the record of what each stage has. No stage uses it. */
  readonly account: string;
  readonly region: string;
  readonly source: {
    /** `arn:aws:codeconnections:…:connection/…`, or with the older `codestar-connections`. */
    readonly connectionArn: string;
    /** `<owner>/<name>`; the owner may have parts of its own. */
    readonly repository: string;
    readonly branch: string;
  };
  /** Absent: the bindings are not published. */
  readonly bindings?: BindingsRepository;
}

/** Where the bindings are published; what differs by kind is in tables by kind. */
export type BindingsRepository = CodeArtifactRepository;

export interface CodeArtifactRepository {
  readonly kind: 'codeartifact';
  readonly domain: string;
  readonly repository: string;
  /** Owner of the domain. Default: the account of the pipeline. */
  readonly account: string;
  /** Default: the Region of the pipeline. */
  readonly region: string;
}
