/**
 * Results of what was started at the same time, once all of it is over.
 *
 * @throws what the first that failed was refused with, in the order in which they are named: whoever names several things
 *   that are not there hears of the same one always, however the looks at them are gathered.
 */
export async function inOrder<const Started extends readonly unknown[]>(
  started: Started,
): Promise<{ -readonly [Index in keyof Started]: Awaited<Started[Index]> }> {
  for (const outcome of await Promise.allSettled(started)) if (outcome.status === "rejected") throw outcome.reason;
  return Promise.all(started);
}
