import { statementLimits } from "@orderwell/server/testing";
import pg from "pg";
import { announcementsHeard } from "./announcements.ts";

/** One transaction as it was sent. */
export interface SentTransaction {
  /** With what opens and closes it. */
  readonly statements: readonly string[];
  /** How often the server waited for an answer. */
  readonly trips: number;
}

/** The statements that a server in this process sends for one marketplace. */
export interface SentStatements {
  /** Transactions that were begun since the last time; a read of one statement, which opens and ends by itself, is one. */
  take(): readonly SentTransaction[];
  /** What a call gives, and its transactions alone: it is made when the server has heard what was announced before. */
  during<Given>(
    call: () => Promise<Given>,
  ): Promise<{ readonly given: Given; readonly transactions: readonly SentTransaction[] }>;
}

/** Whose statements are recorded: those that somebody waits for, or all, with what a server does by itself meanwhile. */
export type Recorded = "requests" | "all";

/** What binds a transaction to a marketplace, as the driver takes it. */
interface Opening {
  readonly values?: readonly unknown[];
}

/** Tells whether nobody waits for a transaction: then its statements may take as long as those of jobs. */
const isOwnWork = ({ values }: Opening): boolean => values?.[1] === String(statementLimits.job);

/** A statement as the driver takes it. */
interface GivenQuery extends Opening {
  readonly name?: string;
  readonly text?: string;
  /** What goes ahead of a read of one statement. */
  readonly opening?: Opening;
  callback?: (...end: unknown[]) => void;
}

/**
 * Records the transactions of a marketplace until the test is over.
 *
 * Of requests only what they wait for: when users were active is noted later, an index of products is made meanwhile, and who
 * follows changes is read for those who write next.
 */
export function recordStatements(
  t: { after(clean: () => unknown): unknown },
  marketplaceId: string,
  recorded: Recorded = "requests",
): SentStatements {
  const transactions: { readonly statements: string[]; trips: number; answered: boolean; whole?: true }[] = [];
  const open = new WeakMap<object, (typeof transactions)[number]>();
  const beginning = new WeakSet<object>();
  const { query } = pg.Client.prototype;
  const isRecorded = (opening: Opening): boolean =>
    opening.values?.includes(marketplaceId) === true && (recorded === "all" || !isOwnWork(opening));
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    const [given] = args as [string | GivenQuery];
    const text = typeof given === "string" ? given : (given.text ?? "");
    // What left as a whole is ended by its answers.
    if (open.get(this)?.whole && open.get(this)?.answered) open.delete(this);
    if (text.startsWith("begin")) {
      open.delete(this);
      beginning.add(this);
    } else if (beginning.delete(this) && typeof given === "object" && isRecorded(given)) {
      // What binds it to the marketplace follows at once.
      const transaction = { statements: ["begin"], trips: 1, answered: false };
      open.set(this, transaction);
      transactions.push(transaction);
      return Reflect.apply(query, this, args);
    } else if (typeof given === "object" && given.name?.startsWith("bind-write") && isRecorded(given)) {
      const transaction = { statements: ["opening"], trips: 1, answered: false, whole: true as const };
      open.set(this, transaction);
      transactions.push(transaction);
      return Reflect.apply(query, this, args);
    }
    const transaction = open.get(this);
    if (transaction === undefined) {
      // What binds it to the marketplace goes ahead of it.
      if (typeof given === "object" && given.callback !== undefined && given.opening && isRecorded(given.opening))
        transactions.push({ statements: ["opening", text], trips: 1, answered: true });
      return Reflect.apply(query, this, args);
    }
    transaction.statements.push(text);
    if (transaction.answered) transaction.trips++;
    transaction.answered = false;
    const answered = (): void => {
      transaction.answered = true;
    };
    if (typeof given === "object" && given.callback !== undefined) {
      const { callback } = given;
      given.callback = (...end) => {
        answered();
        callback(...end);
      };
    }
    const answer = Reflect.apply(query, this, args);
    if (answer instanceof Promise) answer.then(answered, answered);
    if (text === "commit" || text === "rollback") open.delete(this);
    return answer;
  };
  Object.assign(pg.Client.prototype, { query: recording });
  t.after(() => Object.assign(pg.Client.prototype, { query }));
  const take = () => transactions.splice(0);
  return {
    take,
    async during(call) {
      await announcementsHeard();
      take();
      const given = await call();
      return { given, transactions: take() };
    },
  };
}
