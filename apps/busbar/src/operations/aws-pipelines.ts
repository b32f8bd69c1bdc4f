import { createHash } from 'node:crypto';
import { CommandError, exitCode } from '../exit';
import type { ClientSettings } from './accounts';
import type { Pipelines } from './services';

/** The action that fetches the repository, in every stage's pipeline. */
export const SOURCE_ACTION = 'Source';

/** States of an execution in which no action of it begins or goes on. */
const ENDED = new Set(['Cancelled', 'Failed', 'Stopped', 'Succeeded', 'Superseded']);

/** CodePipeline in the tooling account. */
export function awsPipelines(settings: ClientSettings): Pipelines {
  return {
    async isAlive(pipelineName, pipelineExecutionId) {
      const { CodePipelineClient, GetPipelineExecutionCommand } = await import('@aws-sdk/client-codepipeline');
      const client = new CodePipelineClient(settings);
      try {
        const { pipelineExecution } = await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
        return !ENDED.has(pipelineExecution?.status ?? '');
      } catch (error) {
        // It is known for twelve months.
        if (error instanceof Error && error.name === 'PipelineExecutionNotFoundException') return false;
        throw failure(error, `say what became of execution ${pipelineExecutionId} of ${pipelineName}`);
      } finally {
        client.destroy();
      }
    },
    async start(name, commit, token) {
      const { CodePipelineClient, StartPipelineExecutionCommand } = await import('@aws-sdk/client-codepipeline');
      const client = new CodePipelineClient(settings);
      try {
        await client.send(
          new StartPipelineExecutionCommand({
            name,
            sourceRevisions: [{ actionName: SOURCE_ACTION, revisionType: 'COMMIT_ID', revisionValue: commit }],
            clientRequestToken: createHash('sha256').update(token).digest('hex'),
          }),
        );
      } catch (error) {
        throw failure(error, `start ${name} with commit ${commit}`);
      } finally {
        client.destroy();
      }
    },
  };
}

function failure(error: unknown, what: string): CommandError {
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError(exitCode.environment, `CodePipeline cannot ${what}: ${message}`, undefined, error);
}
