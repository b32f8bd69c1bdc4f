/**
 * What creating, changing or removing one resource does, in the parts that come at different times. Nothing has happened yet when a
 * resource type gives it.
 */
export interface ResourceChange {
  /**
   * Looks at resources of other types that it refers to. Whatever comes with it at start is there.
   *
   * @throws ResourceError for what AWS refuses
   */
  readonly check?: () => void;
  /**
   * What the account would have then, against its quotas. Not asked at start, when everything is deployed already.
   *
   * @throws ResourceError
   */
  readonly checkQuotas?: () => void;
  /** What is so at once: a queue is there, a name is taken. */
  readonly apply?: () => void;
  /** What is so after a while, up to a minute on AWS: rules, policies, roles and permissions. */
  readonly effects?: readonly Effect[];
}

/** Something that events will meet. */
export interface Effect {
  /** What changes: an ARN, usually. Effects on one subject come in the order of the changes. */
  readonly subject: string;
  take(): void;
}

export const NO_CHANGE: ResourceChange = {};
