// Orders by the million: `npm run bench:orders` (docs/decisions/0026-lists-of-orders.md).
import { cpus } from "node:os";
import { BenchServer } from "../bench-server.ts";
import { CpuMeter } from "../cpu.ts";
import { Connection, type Measurement, measure, type Work } from "../load.ts";
import { readOptions } from "../options.ts";
import { makeAskers, signIn } from "./askers.ts";
import { fillOrders } from "./fill.ts";
import { type Question, questions } from "./questions.ts";

const usage = `npm run bench:orders -- [options]
  --orders N    orders of the marketplace, with three lines each (1000000; loading them takes some minutes)
  --seconds N   time for each measurement (2)
  --users N     parallel users (16)
  --only TEXT   questions whose title has this text, "|" between several
  --folder PATH keeps the embedded database there, and uses what is there already

p50/p95 in milliseconds for one user and for many, answers in a second, and CPU of server and database for each in milliseconds.
`;

const { orders, seconds, users, only, folder } = readOptions(usage, {
  orders: 1_000_000,
  seconds: 2,
  users: 16,
  only: "",
  folder: "",
});

async function ask(server: BenchServer, question: Question, concurrency: number, meter: CpuMeter | undefined) {
  const connections = Array.from({ length: concurrency }, () => new Connection(server.baseUrl));
  let n = 0;
  const work: Work = {
    serverPid: server.pid,
    step: (lane) => question.step(connections[lane]!, n++),
    warmUp: 3,
    close: async () => void (await Promise.all(connections.map((connection) => connection.close()))),
  };
  return (await measure({ seconds, concurrency, meter }, [work]))[0]!;
}

const figures = ({ p50, p95, perSecond, cpu }: Measurement): string =>
  `${p50.toFixed(1)}/${p95.toFixed(1)} ms`.padStart(18) +
  `${Math.round(perSecond)}/s`.padStart(8) +
  (cpu ? `  ${((cpu.server + cpu.database) / 1_000).toFixed(2)} CPU`.padStart(12) : "");

const server = await BenchServer.start({}, folder || undefined);
const meter = await CpuMeter.open(server.database.url);
try {
  const { fixture, isNew } = await server.knownMarketplace("orders");
  if (isNew) {
    await makeAskers(server.baseUrl, fixture);
    const began = performance.now();
    await fillOrders(server.database.url, fixture, orders);
    process.stdout.write(`${orders} orders, loaded in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  }
  process.stdout.write(
    `Orderwell on Node ${process.versions.node}, ${server.database.name}, ${cpus().length} cores, ${seconds} s each; one user, ${users} users\n`,
  );
  const askers = await signIn(server.baseUrl, fixture);
  const wanted = only.split("|");
  let heading = "";
  for (const question of questions(askers, orders)) {
    const { title } = question;
    if (!title.startsWith(" ")) heading = title;
    if (!wanted.some((text) => `${heading}${title}`.includes(text))) continue;
    process.stdout.write(title.padEnd(42));
    try {
      for (const concurrency of [1, users])
        process.stdout.write(`${figures(await ask(server, question, concurrency, meter))}  |`);
    } catch (error) {
      process.stdout.write(`  ${(error as Error).message.slice(0, 100)}`);
    }
    process.stdout.write("\n");
  }
} finally {
  await meter?.close();
  await server.stop();
}
