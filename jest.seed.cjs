/**
 * Property tests begin from one seed, so that a run tells of the change and not of luck. `BUSBAR_SEED=<n>` explores another one;
 * a failure prints the seed that repeats it.
 */
const { configureGlobal } = require('fast-check');

configureGlobal({ seed: Number(process.env.BUSBAR_SEED ?? 20_261_128) });
