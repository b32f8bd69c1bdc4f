/**
 * Property tests begin from one seed, so that a failure is about the change and not about luck. `BUSBAR_SEED=<n>` explores another one;
 * a failure prints the seed that repeats it.
 */
const { configureGlobal } = require('fast-check');

configureGlobal({ seed: Number(process.env.BUSBAR_SEED ?? 20_261_128) });
