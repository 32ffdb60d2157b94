// One attack, in a process of its own: what it costs to attack is not what is measured.
import { type Case, type CaseName, cases, type Ground } from "./cases.ts";

const { name, seconds, ...ground } = JSON.parse(process.argv[2] ?? "") as Ground & {
  readonly name: CaseName;
  readonly seconds: number;
};
const one: Case = cases[name];
const step = await one.begin(ground);
process.send?.("begun");
const end = performance.now() + seconds * 1_000;
/** How often which status came; 0: none, since the attacker had left or the connection ended. */
const statuses: Record<number, number> = {};
await Promise.all(
  Array.from({ length: one.lanes }, async (_, lane) => {
    for (let round = 0; performance.now() < end; round++) {
      const status = await step(lane, round).then(
        (reply) => reply.status,
        () => 0,
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  }),
);
process.send?.(statuses, () => process.exit(0));
