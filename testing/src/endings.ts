import { after } from "node:test";

type Clean = () => unknown;

/** Remains of a test file: removed when its tests are over. */
export const afterFile: Clean[] = [];

/** Resources that the process holds for all its test files, such as their server: let go when the last one is over. */
export const afterProcess: Clean[] = [];

/** In a process that runs several files, which is told so, their runner calls `endFile` and `endProcess`. */
export const sharesProcess = process.env.ORDERWELL_TEST_WORKER !== undefined;
// Processes that tests start are none of its kind.
delete process.env.ORDERWELL_TEST_WORKER;

// Registered when a file loads this, so that it belongs to the file and not to the first test that leaves something behind.
if (!sharesProcess)
  after(async () => {
    try {
      await endFile();
    } finally {
      await endProcess();
    }
  });

export const endFile = (): Promise<void> => run(afterFile);

export const endProcess = (): Promise<void> => run(afterProcess);

/** The latest first: what came later may rest on what was there. One that fails stops none of the others. */
async function run(cleans: Clean[]): Promise<void> {
  const errors: unknown[] = [];
  for (let clean = cleans.pop(); clean !== undefined; clean = cleans.pop())
    try {
      await clean();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, errors.join("\n"));
}
