import { formed } from '@busbar/problem';
import * as z from 'zod';
import { accountReference } from '../account-reference';
import { region } from '../region';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * A connection's ARN, in either spelling of its service.
 *
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Connection.html
 */
export const connectionArn = new RegExp(
  `^arn:aws(?:-[a-z]+)*:(codeconnections|codestar-connections):[a-z]{2}(?:-[a-z]+){1,2}-\\d:(\\d{12}):connection/${UUID}$`,
);

const sourceShape = z
  .strictObject({
    connectionArn: formed(
      {
        pattern: connectionArn,
        is: 'the ARN of a connection',
        fix: 'Copy it from the console (Developer Tools, Connections): "arn:aws:codeconnections:<region>:<account>:connection/<id>".',
      },
      'ARN of the connection to the repository, made in the console and accepted there.',
    ),
    repository: formed(
      {
        pattern: /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+$/,
        is: 'a repository',
        fix: 'Write <owner>/<name>, for example "acme/busbar"; not the URL.',
      },
      'The repository, as <owner>/<name>.',
    ),
    branch: formed(
      {
        pattern: /^(?![./-])(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?*[\\]+$/,
        maximumLength: 255,
        is: 'the name of a branch',
        fix: 'Write the branch without "refs/heads/" or "origin/": "main".',
        valid: (text) => !/^(?:refs\/|origin\/)|[./]$/.test(text),
      },
      'The branch whose commits are deployed.',
    ),
  })
  .describe('Where the workspace is.');

/** @see https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_CreateDomain.html and API_CreateRepository.html */
const codeArtifactShape = z.strictObject({
  kind: z.literal('codeartifact').describe('A repository of AWS CodeArtifact.'),
  domain: formed(
    {
      pattern: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
      is: 'the name of a CodeArtifact domain',
      fix: 'Write 2 to 50 lower-case letters, digits and "-", a letter first.',
    },
    'Domain of the repository.',
  ),
  repository: formed(
    {
      pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
      is: 'the name of a CodeArtifact repository',
      fix: 'Write 2 to 100 letters, digits, ".", "_" and "-"; not its ARN or URL.',
    },
    'The repository that the services install the bindings from.',
  ),
  account: accountReference("Account that owns the domain (default: the pipeline's)").optional(),
  region: region("Region of the domain. Default: the pipeline's.").optional(),
});

/** `pipeline` in `config/platform.yaml`. */
export const pipelineShape = z.strictObject({
  account: accountReference('The tooling account, which no stage uses and which may change every stage'),
  region: region('Region of the pipelines.'),
  source: sourceShape,
  bindings: z
    .discriminatedUnion('kind', [codeArtifactShape])
    .describe('Where the bindings are published before the first stage is deployed. Default: nowhere.')
    .optional(),
});
