import { text } from '../verb/parameters';

/** What can be said of a new event, beside its name. */
export const newEventOptions = {
  publisher: text('<service>', 'the service that publishes it (default: the one of the domain)'),
  owner: text('<team>', 'the team that answers for it (default: the owner of the domain)'),
  title: text('<text>', 'its name for people'),
  description: text('<text>', 'what happened when it is sent, and who cares'),
};
