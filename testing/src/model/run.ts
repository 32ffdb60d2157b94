import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, refusal, type TestClient } from "../client.ts";
import { assertLedger, assertOrder } from "./checks/expectations.ts";
import { History } from "./checks/history.ts";
import { checkMarketplace, checkOrder } from "./checks/invariants.ts";
import { assertLists } from "./checks/lists.ts";
import { type OrderRead, readLedger, readOrder } from "./checks/reading.ts";
import { assertSubscriptions } from "./checks/subscriptions.ts";
import { assertViews } from "./checks/views.ts";
import { type Actor, initialState, isGuest, isVisitor, type State, type Visitor, visitors } from "./market/state.ts";
import type { World } from "./market/world.ts";
import { type Action, follow, isJob } from "./steps/action.ts";

/** Everybody who acts in a world, and what the server calls things that they name. */
class Cast {
  readonly #world: World;
  readonly #visitors: ReadonlyMap<Visitor, TestClient>;
  readonly #names = new Map<string, string>();

  private constructor(world: World, own: ReadonlyMap<Visitor, TestClient>) {
    this.#world = world;
    this.#visitors = own;
  }

  static async of(world: World): Promise<Cast> {
    const own = await Promise.all(visitors.map(async (id) => [id, await world.visitor(id)] as const));
    return new Cast(world, new Map(own));
  }

  /** @returns undefined for guests who have not followed an invitation. */
  client(actor: Actor, turn = 0): TestClient | undefined {
    if (isVisitor(actor)) return this.#visitors.get(actor);
    if (!isGuest(actor)) return this.#world.as(actor, turn);
    const token = this.#names.get(`token ${actor}`);
    return token === undefined ? undefined : this.#world.through(token, turn);
  }

  /** Somebody who is there from the beginning. */
  readonly known = (actor: Actor): TestClient => this.client(actor) as TestClient;

  /** Does what an action says; undefined where nobody can. */
  async take({ by, operation, input, after }: Action, turn: number): Promise<Answer | undefined> {
    if (isJob(operation)) return this.#world.makeOrders(operation === "make orders of subscriptions again");
    const answer = await this.client(by, turn)?.send(operation, this.#named(input));
    if (answer !== undefined && answer.status < 300)
      for (const [name, called] of after.names?.(answer.body) ?? []) this.#names.set(name, called);
    return answer;
  }

  #named(input: Action["input"]): Action["input"] {
    const { path = {}, query } = input;
    const visitor = query?.anonUserToken as Visitor | undefined;
    return {
      ...input,
      path: Object.fromEntries(Object.entries(path).map(([name, value]) => [name, this.#names.get(value) ?? value])),
      ...(visitor && { query: { anonUserToken: this.known(visitor).token } }),
    };
  }
}

/** What was answered, and then to what had to be asked. */
interface Taken {
  readonly answer: Answer;
  readonly learned?: unknown;
}

const nextOf = ({ after }: Action, { answer, learned }: Taken): readonly Action[] =>
  answer.status < 300 ? (after.next?.(answer.body, learned) ?? []) : [];

/** What stock and accounts hold is looked at where it should have changed, and now and then where it should not. */
const ledgerEvery = 5;

/** A sequence under way: the marketplace as it must be, and as it was read last. */
class Walk {
  readonly #cast: Cast;
  readonly #seller: TestClient;
  readonly #state: State = initialState();
  /** Orders that nothing has touched since they were read. */
  readonly #known = new Map<string, OrderRead | undefined>();
  readonly #history = new History();
  steps = 0;

  constructor(cast: Cast, seller: TestClient) {
    this.#cast = cast;
    this.#seller = seller;
  }

  /** @returns the answers, when they were as they must be; nothing where the operation was left out. */
  async step(action: Action): Promise<Taken | undefined> {
    const outcome = action.judge(this.#state);
    if (outcome === "unsaid") return undefined;
    this.steps++;
    const order = action.about(this.#state);
    const isAlone = order !== null && !this.#hasOthers(order);
    const before = "refused" in outcome && order !== null ? await this.#lastRead(order) : undefined;
    const answer = await this.#cast.take(action, this.steps);
    assert.ok(answer, `${action.by} is somebody`);
    const told = JSON.stringify(answer.body);
    if ("accepted" in outcome) {
      assert.ok(answer.status < 300, `must be accepted: ${answer.status} ${told}`);
      const ledger = JSON.stringify([this.#state.stock, this.#state.balances]);
      const learned = await this.#learn(action);
      follow(this.#state, action, () => outcome.accepted(answer.body, learned));
      const isMoved = ledger !== JSON.stringify([this.#state.stock, this.#state.balances]);
      if (action.after.reaches === "subscriptions") await assertSubscriptions(this.#state, this.#seller);
      else await this.#look(order, isAlone, isMoved || this.steps % ledgerEvery === 0);
      return { answer, learned };
    }
    assert.ok(answer.status >= 400, `must be refused (${outcome.refused}): ${answer.status} ${told}`);
    const { codes } = refusal(answer.status, answer.body);
    if (outcome.all) assert.deepEqual(new Set(codes), new Set(outcome.refused), told);
    else assert.ok(outcome.refused.includes(codes[0] as string), `must be one of ${outcome.refused}: ${told}`);
    if (order !== null) assert.deepEqual(await this.#read(order), before, "a refusal changes nothing");
    if (action.after.reaches === "subscriptions") await assertSubscriptions(this.#state, this.#seller);
    return { answer };
  }

  async #learn({ after: { learn } }: Action): Promise<unknown> {
    if (learn === undefined) return undefined;
    const { by, operation, input } = learn;
    const { status, body } = await this.#cast.known(by).send(operation, input);
    assert.equal(status, 200, `${operation} must answer: ${JSON.stringify(body)}`);
    return body;
  }

  #read(id: string): Promise<OrderRead | undefined> {
    return readOrder(this.#seller, id, (this.#state.orders.get(id)?.returns.length ?? 0) > 0);
  }

  async #lastRead(id: string): Promise<OrderRead | undefined> {
    if (!this.#known.has(id)) this.#known.set(id, await this.#read(id));
    return this.#known.get(id);
  }

  /** Holds what an operation was about to the model. */
  async #look(order: string | null, wasAlone: boolean, withLedger: boolean): Promise<void> {
    const isAlone = order !== null && wasAlone && !this.#hasOthers(order);
    if (!isAlone) this.#known.clear();
    const ids = isAlone ? [order] : [...this.#state.orders.keys(), ...(order === null ? [] : [order])];
    if (withLedger) assertLedger(this.#state, await readLedger(this.#seller));
    for (const id of ids) await this.#lookAt(id);
  }

  async #lookAt(id: string): Promise<void> {
    const [expected, read] = [this.#state.orders.get(id), await this.#read(id)];
    this.#known.set(id, read);
    assert.equal(read !== undefined, expected !== undefined, `order ${id} is there`);
    if (expected === undefined || read === undefined) return;
    assertOrder(this.#state, expected, read);
    this.#history.look(expected, read);
    checkOrder(read);
  }

  /** What happens to an order may reach another, on the other side of a forward. */
  #hasOthers(id: string): boolean {
    for (const { lines } of this.#state.orders.values()) if (lines.some(({ other }) => other === id)) return true;
    return false;
  }

  async end(): Promise<void> {
    assertLedger(this.#state, await readLedger(this.#seller));
    for (const id of this.#state.orders.keys()) await this.#lookAt(id);
    await assertSubscriptions(this.#state, this.#seller);
    await assertViews(this.#state, this.#cast.known);
    await assertLists(this.#state, this.#cast.known);
    await checkMarketplace(this.#seller, false);
  }
}

/** Is told of every operation and what it came to: `accepted`, or the code that it was refused with. */
export type Count = (operation: string, outcome: string) => void;

const outcomeOf = ({ status, body }: Answer): string =>
  status < 300 ? "accepted" : (refusal(status, body).codes[0] ?? "");

/** Takes a sequence step by step, and holds the marketplace to the model after each. */
export async function inTurns(world: World, actions: readonly Action[], count: Count): Promise<void> {
  const walk = new Walk(await Cast.of(world), world.shop.seller);
  const queue = [...actions];
  for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
    const taken = await walk.step(action).catch((cause: Error) => {
      throw new Error(`Step ${walk.steps}, ${fc.stringify(action).trim()}: ${cause.message}`, { cause });
    });
    if (taken === undefined) continue;
    count(action.operation, outcomeOf(taken.answer));
    queue.unshift(...nextOf(action, taken));
  }
  await walk.end();
}

/** Takes sequences at the same time, through one process and the other in turns, and looks what is left at rest. */
export async function atOnce(world: World, sequences: readonly (readonly Action[])[], count: Count): Promise<void> {
  const cast = await Cast.of(world);
  let turn = 0;
  await Promise.all(
    sequences.map(async (actions) => {
      const queue = [...actions];
      for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
        const answer = await cast.take(action, turn++);
        if (answer === undefined) continue;
        assert.ok(answer.status < 500, `${fc.stringify(action)}: ${answer.status} ${JSON.stringify(answer.body)}`);
        count(action.operation, outcomeOf(answer));
        queue.unshift(...nextOf(action, { answer }));
      }
    }),
  );
  await checkMarketplace(world.shop.seller, true);
}
