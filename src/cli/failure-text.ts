/** Mistakes of ours and of libraries: here the place matters more than the words. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What a person reads when a command failed: the sentence and its causes; a stack only where the fault is in the program. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (MISTAKES.some((mistake) => error instanceof mistake)) return error.stack ?? error.message;
  const causes = causesOf(error)
    .map(sentenceOf)
    .filter((sentence) => !error.message.includes(sentence));
  return [sentenceOf(error), ...causes.map((sentence) => `  because: ${sentence}`)].join('\n');
}

/** One error in one sentence; connection errors of several addresses have none of their own. */
export function sentenceOf(error: Error): string {
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError && error.errors[0] instanceof Error)
    return sentenceOf(error.errors[0]);
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

function causesOf({ cause }: Error): Error[] {
  // What `listen` complains of, every sentence about a port says better.
  if (!(cause instanceof Error) || (cause as NodeJS.ErrnoException).syscall === 'listen') return [];
  return [cause, ...causesOf(cause)];
}
