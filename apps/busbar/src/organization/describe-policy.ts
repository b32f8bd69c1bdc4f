import { MOST_POLICY_CHARACTERS, type ServiceControlPolicy } from '@busbar/topology';
import type { Terminal } from '../terminal/terminal';
import { wrap } from '../terminal/table';

/**
 * A policy for a person, with the command that makes it.
 *
 * @param file where it was written; absent: the document itself is shown
 */
export function describePolicy(
  { name, description, document, characters }: ServiceControlPolicy,
  file: string | undefined,
  { out: style, width }: Pick<Terminal, 'out' | 'width'>,
): string[] {
  const size = `${characters.toLocaleString('en')} of ${MOST_POLICY_CHARACTERS.toLocaleString('en')} characters`;
  const shown =
    file === undefined ? JSON.stringify(document, null, 2).split('\n') : [`  ${createCommand(name, description, file)}`];
  return [...wrap(`${style.bold(name)}  ${description} ${style.dim(size)}`, width, '  '), ...shown, ''];
}

function createCommand(name: string, description: string, file: string): string {
  return `aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${name} --description "${description}" --content file://${file}`;
}
