// What others see while one marketplace, or somebody without any, attacks the server: `npm run attack`.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { BenchServer } from "../bench-server.ts";
import { multiplyProducts } from "../fixture.ts";
import { readOptions } from "../options.ts";
import { type Case, type CaseName, cases, type Ground } from "./cases.ts";
import { type Experience, Innocent } from "./innocent.ts";

const usage = `npm run attack -- [options]
  --only NAME,...   some cases only: ${Object.keys(cases).join(", ")}
  --seconds N       time for each case (4)
  --products N      products of the attacking marketplace (20000)
  --times N         times that its p95 at rest may take for a neighbour meanwhile (5)

Starts a server and a database of its own, on this machine only. Exit code 1 when a neighbour was held up, or refused.
`;

const {
  only,
  seconds,
  products,
  times: most,
} = readOptions(usage, { only: "", seconds: 4, products: 20_000, times: 5 });
const names = Object.keys(cases) as CaseName[];
const wanted = only === "" ? names : only.split(",");
const unknown = wanted.filter((name) => !names.includes(name as CaseName));
if (unknown.length > 0) {
  process.stderr.write(`There is no case ${unknown.join(", ")}\n${usage}`);
  process.exit(2);
}

/** Users of the neighbour who do something at the same time. */
const neighbours = 2;
/** Time for what an attack left behind to end, before the next one. */
const calmMs = 1_000;

const line = (title: string, { p50, p95, longest, refused }: Experience, verdict: string): string => {
  const ms = (value: number): string => `${value.toFixed(1).padStart(8)} ms`;
  const refusals = [...refused].map(([status, count]) => `${count} of ${status}`).join(", ");
  return `${title.padEnd(66)}${ms(p50)}${ms(p95)}${ms(longest)}  ${verdict}${refusals && ` (refused: ${refusals})`}\n`;
};

/** Attacks while a neighbour goes on. */
async function attack(name: CaseName, ground: Ground, innocent: Innocent): Promise<[Experience, string]> {
  const { mayFail = false }: Case = cases[name];
  const child = fork(fileURLToPath(new URL("attacker.ts", import.meta.url)), [
    JSON.stringify({ name, seconds: seconds + 0.5, ...ground }),
  ]);
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  if (child.exitCode !== null) throw new Error(`The attack ${name} could not begin`);
  let answers = "";
  child.once("message", (statuses: Readonly<Record<string, number>>) => {
    answers = Object.entries(statuses)
      .map(([status, count]) => `${count} ${status === "0" ? "left" : `of ${status}`}`)
      .join(", ");
  });
  const experience = await innocent.live(seconds, mayFail);
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
  await new Promise((resolve) => setTimeout(resolve, calmMs));
  return [experience, answers];
}

const server = await BenchServer.start();
const { database } = server;
let held = 0;
try {
  const { baseUrl } = server;
  const fixture = await server.marketplace("attacker");
  await multiplyProducts(database.url, fixture, products);
  const neighbour = await server.marketplace("neighbour");
  await multiplyProducts(database.url, neighbour, 200);
  const innocent = new Innocent(baseUrl, neighbour, neighbours);
  await innocent.live(seconds, false);
  process.stdout.write(
    `${database.name}; a neighbour's requests meanwhile:${" ".repeat(18)}     p50        p95    longest\n`,
  );
  const ground = { baseUrl, databaseUrl: database.url, fixture };
  for (const name of wanted as CaseName[]) {
    // The machine may do other things as well: what is compared is as close together as can be.
    const rest = await innocent.live(seconds / 2, false);
    const [experience, answers] = await attack(name, ground, innocent);
    const factor = experience.p95 / rest.p95;
    const fine = factor <= most && experience.refused.size === 0;
    if (!fine) held++;
    process.stdout.write(line("at rest", rest, ""));
    process.stdout.write(line(cases[name].title, experience, `${factor.toFixed(1)} times${fine ? "" : ", HELD UP"}`));
    process.stdout.write(`    the attacker: ${answers}\n\n`);
  }
  await innocent.close();
} finally {
  await server.stop();
}
process.exitCode = held > 0 ? 1 : 0;
