import { NoAnswer } from "./target.ts";

/** Connections kept of one kind of target, and time for which one is kept that nothing is sent through, in milliseconds. */
const mostKept = 64;
const idleMs = 30_000;

/** Longest wait for a target, from connecting to its confirmation, in milliseconds. */
const waitMs = 30_000;

/** A client library's client of one target. */
export interface KeptClient {
  close(): Promise<unknown>;
}

interface Kept<Client> {
  readonly opened: Promise<Client>;
  uses: number;
  idle?: NodeJS.Timeout;
}

/**
 * Clients of targets, by what is needed to reach them: opened when something is to be sent, kept for a while, and closed after
 * a failure, so that the next attempt begins anew.
 */
export class Clients<Client extends KeptClient> {
  readonly #kept = new Map<string, Kept<Client>>();

  /**
   * Uses the client of a target.
   *
   * @param key tells marketplaces and settings apart.
   * @param act what it throws closes the client, which others may be using: what a target says of one message it returns.
   * @throws NoAnswer where it cannot be reached or does not confirm in time.
   */
  async use<Result>(
    key: string,
    open: () => Promise<Client>,
    act: (client: Client) => Promise<Result>,
  ): Promise<Result> {
    const kept = this.#take(key, open);
    try {
      const client = await inTime(kept.opened.catch((error: Error) => unreachable(error)));
      const result = await inTime(act(client));
      this.#release(key, kept);
      return result;
    } catch (error) {
      this.#drop(key, kept);
      throw error;
    }
  }

  /** Closes all of them. */
  async close(): Promise<void> {
    for (const [key, kept] of [...this.#kept]) this.#drop(key, kept);
  }

  #take(key: string, open: () => Promise<Client>): Kept<Client> {
    const kept = this.#kept.get(key) ?? { opened: open(), uses: 0 };
    clearTimeout(kept.idle);
    kept.uses++;
    // The one that was used last stands last.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const oldest = [...this.#kept].find(([, one]) => one.uses === 0);
    if (this.#kept.size > mostKept && oldest !== undefined) this.#drop(...oldest);
    return kept;
  }

  #release(key: string, kept: Kept<Client>): void {
    kept.uses--;
    if (kept.uses > 0) return;
    kept.idle = setTimeout(() => this.#drop(key, kept), idleMs);
    kept.idle.unref();
  }

  #drop(key: string, kept: Kept<Client>): void {
    clearTimeout(kept.idle);
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
    kept.opened.then((client) => client.close()).catch(() => {});
  }
}

function unreachable(error: Error): never {
  throw error instanceof Unusable
    ? error
    : new NoAnswer(`The target cannot be reached: ${error.message}`, { cause: error });
}

/** The target cannot be used as it is configured: no matter of its answering. */
export class Unusable extends Error {}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer("The target did not answer in time")), waitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Loads the client library of a kind of target, which only those need who use it.
 *
 * @throws Unusable saying what to install.
 */
export async function library<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Unusable(`This target needs the package ${name}, which is not installed: npm install ${name}`);
  }
}
