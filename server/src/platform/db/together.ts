import type { TenantDb } from "./session.ts";

/** What a transaction was asked for and has not begun, and the end of what it has. */
interface Queue<Item, Result> {
  items: Item[];
  next: Promise<readonly Result[]> | undefined;
  running: Promise<unknown>;
}

/**
 * Makes of work on many items one on a single item, which is done together with what the transaction is asked for at the same
 * time, by works that share it as well: writes of many rows share statements, and a write of one waits for nothing. One round
 * follows the other, so that each sees what those before it did.
 *
 * @param most items of a round.
 * @param writes whether something is written for each item. Default: it is looked up.
 */
export function together<Item, Result>(
  most: number,
  work: (db: TenantDb, items: readonly Item[]) => Promise<readonly Result[]>,
  writes = false,
): (db: TenantDb, item: Item) => Promise<Result> {
  const queues = new WeakMap<TenantDb, Queue<Item, Result>>();

  async function round(db: TenantDb, queue: Queue<Item, Result>): Promise<readonly Result[]> {
    await queue.running;
    await new Promise((turn) => process.nextTick(turn));
    const { items } = queue;
    queue.items = [];
    queue.next = undefined;
    const done = work(db, items);
    // Whoever waits for it hears of its failure; those who come next find out by themselves.
    queue.running = done.catch(() => {});
    return done;
  }

  return async (db, item) => {
    if (writes) db.writesAlong();
    let queue = queues.get(db.transaction);
    if (queue === undefined) {
      queue = { items: [], next: undefined, running: Promise.resolve() };
      queues.set(db.transaction, queue);
    }
    while (queue.items.length >= most) await queue.next?.catch(() => {});
    const place = queue.items.push(item) - 1;
    queue.next ??= round(db, queue);
    return (await queue.next)[place] as Result;
  };
}
