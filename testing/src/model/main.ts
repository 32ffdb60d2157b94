// `npm run model [-- --seconds 600 --seed N --processes 2 --outcomes]`: random operations on orders, held to a model (CONTRIBUTING.md).
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seconds: { type: "string" },
    seed: { type: "string" },
    processes: { type: "string" },
    outcomes: { type: "boolean" },
  },
});
const seconds = Number(values.seconds ?? 60);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
// Whoever is told that it shares its process ends what it has started itself.
process.env.ORDERWELL_TEST_WORKER = "model";
const { endProcess } = await import("../endings.ts");
const { secondProcess } = await import("../server.ts");
const { explore } = await import("./explore.ts");

console.log(`seed ${seed}, ${seconds} s, ${values.processes === "2" ? "two processes" : "one process"}`);
const endings: (() => unknown)[] = [];
try {
  const after = (end: () => unknown) => endings.push(end);
  const otherUrl = values.processes === "2" ? await secondProcess({ after }) : undefined;
  const { sequences, operations, outcomes, fault } = await explore(
    { name: "model", after },
    { seed, seconds, ...(otherUrl !== undefined && { otherUrl }) },
  );
  console.log(`${sequences} sequences, ${operations} operations`);
  if (values.outcomes) for (const [key, times] of [...outcomes].sort()) console.log(`${times}\t${key}`);
  if (fault !== undefined || sequences === 0) {
    console.error(fault ?? "No sequence was gone through to its end");
    process.exitCode = 1;
  }
} finally {
  for (const end of endings) await end();
  await endProcess();
}
