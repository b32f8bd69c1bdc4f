/** Something that CloudFormation did, or that took effect, while a change was rolled out. */
export interface Happening {
  /** In which step, from 1; 0 before the first. */
  readonly step: number;
  readonly kind: 'operation' | 'failed-operation' | 'effect' | 'note';
  /** Stack of the thing; empty for a note. */
  readonly stack: string;
  readonly account: string;
  /** `create AWS::Events::Rule busbar200000000002…`. */
  readonly text: string;
  /** Milliseconds on the clock. */
  readonly at: number;
}
