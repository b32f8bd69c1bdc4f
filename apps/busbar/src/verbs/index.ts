import type { Verb, VerbGroup } from '../verb/verb';
import { generateBindings } from './bindings/generate';
import { checkTemplatesVerb } from './check/templates';
import { check } from './contract/check';
import { deprecate } from './contract/deprecate';
import { diff } from './contract/diff';
import { explain } from './contract/explain';
import { exportContracts } from './contract/export';
import { impact } from './contract/impact';
import { importContract } from './contract/import';
import { lint } from './contract/lint';
import { log } from './contract/log';
import { major } from './contract/major';
import { newContract } from './contract/new';
import { release } from './contract/release';
import { retire } from './contract/retire';
import { bootstrapVerb } from './bootstrap';
import { codeowners } from './codeowners';
import { demo } from './demo';
import { drift } from './drift';
import { exportTopology } from './export/topology';
import { env } from './env';
import { diff as organizationDiff } from './org/diff';
import { policies } from './org/policies';
import { pull } from './org/pull';
import { pipeline } from './pipeline';
import { forget } from './forget';
import { plan } from './plan';
import { probe } from './probe';
import { publish } from './publish';
import { record } from './record';
import { redrive } from './redrive';
import { rehearse } from './rehearse';
import { rollout } from './rollout';
import { synth } from './synth';
import { up } from './up';
import { validate } from './validate';

const contract: VerbGroup = {
  name: 'contract',
  summary: 'event contracts: write, check, release, retire, export',
  purpose: 'write',
  verbs: [
    newContract,
    importContract,
    lint,
    explain,
    check,
    diff,
    impact,
    release,
    major,
    deprecate,
    retire,
    log,
    exportContracts,
  ],
};

const bindings: VerbGroup = {
  name: 'bindings',
  summary: 'code generated from the contracts',
  purpose: 'write',
  verbs: [generateBindings],
};

const exportGroup: VerbGroup = {
  name: 'export',
  summary: 'files for other repositories',
  purpose: 'write',
  verbs: [exportTopology],
};

const checkGroup: VerbGroup = {
  name: 'check',
  summary: 'check templates: their rules, and who has access to what',
  purpose: 'check',
  verbs: [checkTemplatesVerb],
};

const org: VerbGroup = {
  name: 'org',
  summary: 'the AWS organization that config/ is checked against',
  purpose: 'platform',
  verbs: [pull, organizationDiff, policies],
};

/** Every verb of the program; help sorts them by purpose and otherwise keeps this order. */
export const verbs: readonly (Verb | VerbGroup)[] = [
  contract,
  bindings,
  exportGroup,
  validate,
  plan,
  rehearse,
  codeowners,
  checkGroup,
  up,
  demo,
  env,
  drift,
  redrive,
  forget,
  publish,
  synth,
  rollout,
  record,
  org,
  bootstrapVerb,
  pipeline,
  probe,
];
