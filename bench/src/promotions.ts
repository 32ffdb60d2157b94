// What one more automatic promotion costs a checkout: `npm run bench:promotions` (docs/behaviour/promotions.md §6).
import { BenchServer } from "./bench-server.ts";
import { Connection } from "./load.ts";
import { readOptions } from "./options.ts";

const usage = `npm run bench:promotions -- [options]
  --promotions N   automatic promotions (200)
  --calls N        evaluations of the cart that are measured (200)
  --most MS        most that one more promotion may cost an evaluation (0.05)
`;

const { promotions: count, calls, most } = readOptions(usage, { promotions: 200, calls: 200, most: 0.05 });

/** Kinds of promotions: none of the first applies to the cart, all of the others do. */
const kinds = {
  "not eligible": (index: number) => ({
    EligibleExpression: `order.Subtotal > ${100_000 + index} and items.any(ProductID = 'none-${index}')`,
    ValueExpression: "order.Subtotal * .01",
  }),
  "on the order": (index: number) => ({
    EligibleExpression: `order.Subtotal > ${index / 1_000} and items.quantity() >= 1`,
    ValueExpression: "order.Subtotal * .0001",
  }),
};

const server = await BenchServer.start({ ORDERWELL_LIMIT_PER_ADDRESS: "0" });
try {
  process.stdout.write(`Evaluating a cart of 3 lines, median of ${calls} calls, on ${server.database.name}\n`);
  for (const [kind, promotion] of Object.entries(kinds)) {
    const { sellerToken, buyerToken } = await server.marketplace(kind.replaceAll(" ", "-"));
    const http = new Connection(server.baseUrl);
    const seller = (path: string, body: unknown) =>
      http.must({ method: "POST", path: `/v1${path}`, token: sellerToken, body });
    const shopper = (path: string, body: unknown = {}) =>
      http.must({ method: "POST", path: `/v1${path}`, token: buyerToken, body });
    const { text } = await http.must({ path: "/v1/me/products", token: buyerToken });
    const product = (JSON.parse(text) as { Items: { ID: string }[] }).Items[0]?.ID;
    for (let line = 0; line < 3; line++) await shopper("/cart/lineitems", { ProductID: product, Quantity: line + 1 });

    const evaluate = async (): Promise<number> => {
      const took: number[] = [];
      for (let call = 0; call < calls; call++) {
        const before = performance.now();
        await shopper("/cart/refreshpromotions");
        took.push(performance.now() - before);
      }
      return took.sort((one, other) => one - other)[Math.floor(calls / 2)] ?? 0;
    };
    await evaluate();
    const without = await evaluate();
    for (let index = 0; index < count; index++)
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
    for (let added = 0; added < count; added += 100) await shopper("/cart/applypromotions");
    const with_ = await evaluate();
    const each = (with_ - without) / count;
    process.stdout.write(
      `${kind}: ${without.toFixed(2)} ms without, ${with_.toFixed(2)} ms with ${count}, ${each.toFixed(4)} ms each\n`,
    );
    if (each > most) process.exitCode = 1;
    await http.close();
  }
} finally {
  await server.stop();
}
