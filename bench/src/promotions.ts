// What one more automatic promotion costs a checkout: `npm run bench:promotions` (docs/behaviour/promotions.md §6).
import pg from "pg";
import { BenchServer } from "./bench-server.ts";
import { CpuMeter } from "./cpu.ts";
import { Connection } from "./load.ts";
import { readOptions } from "./options.ts";

const usage = `npm run bench:promotions -- [options]
  --promotions N   automatic promotions (200)
  --lines N        lines of the cart (3)
  --calls N        evaluations of the cart that are measured (200)
  --most MS        most that one more promotion may cost an evaluation (0.05)

Times are CPU of the server and the database, where the system tells it: whatever else the machine does shows in the time that
a call takes, which stands beside it.
`;

const { promotions, lines, calls, most } = readOptions(usage, { promotions: 200, lines: 3, calls: 200, most: 0.05 });

/** Kinds of promotions: none of the first applies to the cart, all of the others do. */
const kinds = {
  "not eligible": (index: number) => ({
    EligibleExpression: `order.Subtotal > ${1_000_000 + index} and items.any(ProductID = 'none-${index}')`,
    ValueExpression: "order.Subtotal * .01",
  }),
  "on the order": (index: number) => ({
    EligibleExpression: `order.Subtotal > ${index / 1_000} and items.quantity() >= 1`,
    ValueExpression: "order.Subtotal * .0001",
  }),
  "on one line": (index: number) => ({
    LineItemLevel: true,
    ItemLimitPerOrder: 1,
    EligibleExpression: `item.Quantity = ${1 + (index % lines)} and order.Total > 0`,
    ValueExpression: "item.LineTotal * .001",
  }),
};

/** Milliseconds of a call. */
interface Cost {
  readonly server: number;
  readonly database: number;
  /** The median of how long they took. */
  readonly took: number;
}

const server = await BenchServer.start();
const { url, name } = server.database;
const meter = await CpuMeter.open(url);
const database = new pg.Client({ connectionString: url });
await database.connect();
try {
  process.stdout.write(`Evaluating a cart of ${lines} lines, ${calls} calls each, on ${name}; milliseconds\n`);
  for (const [kind, promotion] of Object.entries(kinds)) {
    const { sellerToken, buyerToken } = await server.marketplace(kind.replaceAll(" ", "-"));
    const http = new Connection(server.baseUrl);
    const seller = (path: string, body: unknown) =>
      http.must({ method: "POST", path: `/v1${path}`, token: sellerToken, body });
    const shopper = (path: string, body: unknown = {}) =>
      http.must({ method: "POST", path: `/v1${path}`, token: buyerToken, body });
    const { text } = await http.must({ path: "/v1/me/products", token: buyerToken });
    const product = (JSON.parse(text) as { Items: { ID: string }[] }).Items[0]?.ID;
    for (let line = 0; line < lines; line++)
      await shopper("/cart/lineitems", { ProductID: product, Quantity: line + 1 });

    const evaluate = async (): Promise<Cost> => {
      // Plans were made when tables were empty; soon after, the database does this by itself.
      await database.query("vacuum analyze");
      const took: number[] = [];
      for (let call = 0; call < calls; call++) await shopper("/cart/refreshpromotions");
      const before = await meter?.read(server.pid);
      for (let call = 0; call < calls; call++) {
        const began = performance.now();
        await shopper("/cart/refreshpromotions");
        took.push(performance.now() - began);
      }
      const after = await meter?.read(server.pid);
      const used = (part: "server" | "database") =>
        before && after ? (after[part] - before[part]) / 1_000 / calls : Number.NaN;
      const median = took.sort((one, other) => one - other)[Math.floor(calls / 2)] ?? 0;
      return { server: used("server"), database: used("database"), took: median };
    };
    const without = await evaluate();
    for (let index = 0; index < promotions; index++)
      await seller("/promotions", {
        ID: `p-${index}`,
        Code: `p-${index}`,
        Name: `p-${index}`,
        AutoApply: true,
        CanCombine: true,
        AllowAllBuyers: true,
        Priority: index,
        ...promotion(index),
      });
    for (let added = 0; added < promotions; added += 100) await shopper("/cart/applypromotions");
    const along = await evaluate();
    const cpu = along.server + along.database - without.server - without.database;
    const each = (Number.isNaN(cpu) ? along.took - without.took : cpu) / promotions;
    const shown = ({ server: own, database: its, took }: Cost) =>
      `${took.toFixed(2)} (CPU ${own.toFixed(2)} + ${its.toFixed(2)})`;
    process.stdout.write(
      `${kind}: ${shown(without)} without, ${shown(along)} with ${promotions}, ${each.toFixed(4)} each\n`,
    );
    if (each > most) process.exitCode = 1;
    await http.close();
  }
} finally {
  await database.end();
  await meter?.close();
  await server.stop();
}
