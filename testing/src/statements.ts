import pg from "pg";

/** The statements that a server in this process sends for one marketplace. */
export interface SentStatements {
  /** Those of transactions begun since the last time, with what opens and closes them. */
  take(): readonly (readonly string[])[];
}

/** Records the transactions of a marketplace until the test is over. */
export function recordStatements(t: { after(clean: () => unknown): unknown }, marketplaceId: string): SentStatements {
  const transactions: string[][] = [];
  const open = new WeakMap<object, string[]>();
  const { query } = pg.Client.prototype;
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    const [given] = args as [string | { readonly text?: string }];
    const text = typeof given === "string" ? given : (given.text ?? "");
    if (text.startsWith("begin") && text.includes(`'${marketplaceId}'`)) {
      const transaction: string[] = [];
      open.set(this, transaction);
      transactions.push(transaction);
    }
    open.get(this)?.push(text);
    if (text === "commit" || text === "rollback") open.delete(this);
    return Reflect.apply(query, this, args);
  };
  Object.assign(pg.Client.prototype, { query: recording });
  t.after(() => Object.assign(pg.Client.prototype, { query }));
  return { take: () => transactions.splice(0) };
}
