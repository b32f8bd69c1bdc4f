/**
 * AWS's validation errors quote what they refuse: `Value '[PutEventsRequestEntry(…, detail={"note":…})]' at 'entries' failed to
 * satisfy constraint: …`. With it, the data of events would come into logs.
 */
const QUOTED = /\bvalue '[\s\S]*' at '/gi;

export function withoutQuotedValues(message: string): string {
  return message.replace(QUOTED, "Value at '");
}

/** The error of a call as it may be logged: itself, or a copy without the values that it quotes. */
export function loggableError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = withoutQuotedValues(error.message);
  if (message === error.message) return error;
  return Object.assign(new Error(message), { name: error.name });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
