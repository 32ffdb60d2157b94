/**
 * Parts of the paths of tests whose outcome the version, the collation or the accounts of a PostgreSQL can change: what
 * composes SQL, searches and sorts, migrates, waits for others' transactions, or starts and ends with the database.
 * `npm test` runs these on a server's PostgreSQL as well as on the embedded one; `npm run test:all` runs all.
 */
const parts = [
  "/platform/db/",
  "/platform/lists/",
  "/platform/outbox/",
  "/platform/jobs/",
  "/platform/cache-invalidation",
  "/prepared-statements",
  "/lists.test.ts",
  "/letters.test.ts",
  "/crud.test.ts",
  "/isolation.test.ts",
  "/found-by-",
  "/search.test.ts",
  "/facets.test.ts",
  "/visibility.test.ts",
  "/under-writers.test.ts",
  "/deletions-beside-writes.test.ts",
  "/deleted-places.test.ts",
  "/parallel-checkouts.test.ts",
  "/model.test.ts",
  "/renames.test.ts",
  "/main-job.test.ts",
];

export const differsByDatabase = (file: string): boolean => parts.some((part) => file.includes(part));
