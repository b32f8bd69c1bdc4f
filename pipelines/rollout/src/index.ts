export { receiversDefinedBy } from './defined-receivers';
export { acknowledgements, type Acknowledgement } from './acknowledgements';
export type { ServiceStacks } from './draw-stage';
export type { Finding } from './findings';
export { RolloutError } from './rollout-error';
export { synthesize, type SynthesizedStack, type SynthesizedStage, type Synthesis, type SynthesizeOptions } from './synthesize';
