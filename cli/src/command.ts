export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that the `orderwell` command does. */
export interface Command {
  /** Words by which it is called, such as `keys rotate`. */
  readonly name: string;
  /** What follows the words. */
  readonly takes?: string;
  /** One line for the list of all commands. */
  readonly summary: string;
  /** What a user must know before they call it, in paragraphs. */
  readonly help: string;
  /** @returns the exit code. */
  run(args: readonly string[], env: Environment): Promise<number>;
}

/** A command line that cannot be carried out as it is; the message says why. */
export class UsageError extends Error {}

/** @throws UsageError for arguments that a command does not take. */
export function takesNothing(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`"${args[0]}" is not understood`);
}
