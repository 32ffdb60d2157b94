import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Field, Operation } from "@orderwell/contract";
import { type Answer, refusal, shop, type TestClient } from "@orderwell/testing";
import { each } from "./callers.ts";
import {
  type CrudFixture,
  type CrudResource,
  crudFixture,
  crudResources,
  fixturePath,
  fullestBody,
  smallestBody,
} from "./crud-resources.ts";

let fixture: CrudFixture;
before(async () => {
  fixture = await crudFixture(await shop({ name: "What all resources have in common" }));
});

let made = 0;
/** Tells the objects of a test apart. */
const nextSeed = (): string => `w${++made}`;

/** One resource's objects, as HTTP sees them. */
class ResourceClient {
  readonly resource: CrudResource;
  readonly client: TestClient;
  readonly collection: string;

  constructor(resource: CrudResource) {
    this.resource = resource;
    this.client = fixture.caller(resource.create);
    this.collection = fixturePath(resource.create.path);
  }

  url(id: string): string {
    return `${this.collection}/${id}`;
  }

  /** The object without the time of its last change. */
  touched({ LastUpdated: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
    return rest;
  }

  async ask(operation: Operation | undefined, url: string, body?: unknown): Promise<Answer> {
    assert.ok(operation !== undefined);
    const answer = await this.client.raw(operation.method, url, body);
    assert.equal(answer.status, operation.status, `${operation.id} ${url}: ${JSON.stringify(answer.body)}`);
    return answer;
  }

  async create(body: Record<string, unknown>): Promise<Answer> {
    return this.ask(this.resource.create, this.collection, body);
  }

  async get(id: string): Promise<Record<string, unknown>> {
    return (await this.ask(this.resource.get, this.url(id))).body;
  }

  /** Object that PATCH leaves, also where it answers with nothing. */
  async patch(id: string, body: unknown, then = id): Promise<Record<string, unknown>> {
    await this.ask(this.resource.patch, this.url(id), body);
    return this.get(then);
  }

  async refused(method: string, url: string, body?: unknown) {
    const answer = await this.client.raw(method, url, body);
    assert.ok(
      answer.status >= 400,
      `${method} ${url} was not refused: ${answer.status} ${JSON.stringify(answer.body)}`,
    );
    return refusal(answer.status, answer.body);
  }
}

/** Runs work for resources and reports everything that is wrong with any of them, not just the first. */
async function forEachResource(
  applies: (resource: CrudResource) => unknown,
  work: (tested: ResourceClient, seed: string) => Promise<void>,
): Promise<void> {
  const wrong: string[] = [];
  await each(crudResources.filter(applies), async (resource) => {
    try {
      await work(new ResourceClient(resource), nextSeed());
    } catch (error) {
      wrong.push(`${resource.create.id}: ${(error as Error).message}`);
    }
  });
  assert.equal(wrong.length, 0, wrong.join("\n\n"));
}

const everyOne = (): boolean => true;
const choosesId = ({ choosesId }: CrudResource): boolean => choosesId;
const hasXp = ({ model, patch }: CrudResource): unknown => model.fields.xp && patch;

function assertShape(resource: CrudResource, body: Record<string, unknown>): void {
  assert.deepEqual(Object.keys(body), Object.keys(resource.model.fields), "every declared property, in order");
  for (const [name, field] of Object.entries(resource.model.fields)) assertForm(name, field, body[name]);
}

function assertForm(name: string, field: Field, value: unknown): void {
  if (field.type === "array") assert.ok(Array.isArray(value), `${name} is a list: ${JSON.stringify(value)}`);
  if (value === null) {
    assert.ok(field.nullable !== false, `${name} is not null`);
    return;
  }
  if (field.type === "decimal" || field.type === "integer") assert.equal(typeof value, "number", name);
  if (field.type === "boolean") assert.equal(typeof value, "boolean", name);
  if (field.type === "string") assert.equal(typeof value, "string", name);
  if (field.type === "date")
    assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?\+00:00$/, name);
}

/** Part of a reply that shows what was sent. */
function assertTaken(resource: CrudResource, sent: Record<string, unknown>, got: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(sent)) {
    const field = resource.model.fields[name] as Field;
    if (field.writeOnly) assert.equal(got[name], null, name);
    else if (field.type === "date")
      assert.equal(new Date(String(got[name])).getTime(), Date.parse(String(value)), name);
    else assert.deepEqual(got[name], value, name);
  }
}

const otherCase = (id: string): string => (id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase());

test("POST answers 201, the whole object and where it is; without an ID, or with an empty one, it makes one up", async () => {
  await forEachResource(everyOne, async (tested, seed) => {
    const { resource } = tested;
    for (const [index, id] of [undefined, null, ""].entries()) {
      const body = { ...smallestBody(resource, `${seed}${index}`), ...(id === undefined ? {} : { ID: id }) };
      const answer = await tested.create(body);
      assertShape(resource, answer.body);
      const form = resource.model.name === "ApiClient" ? /^[0-9a-f-]{36}$/ : /^[A-Za-z0-9_-]{22}$/;
      assert.match(answer.body.ID, form);
      assert.equal(answer.headers.get("location"), `${tested.client.baseUrl}${tested.url(answer.body.ID)}`);
      if (resource.model.fields.xp) assert.equal(answer.body.xp, null);
      assert.deepEqual(await tested.get(answer.body.ID), answer.body);
      await tested.client.raw("DELETE", tested.url(answer.body.ID));
    }
  });
});

test("every writable property is kept and read back; read-only and unknown ones in the body are ignored", async () => {
  await forEachResource(everyOne, async (tested, seed) => {
    const { resource } = tested;
    const sent = fullestBody(resource, seed);
    const noise: Record<string, unknown> = { NoSuchProperty: { a: 1 }, anotherOne: null };
    for (const [name, field] of Object.entries(resource.model.fields)) if (field.readOnly) noise[name] = "ignored";
    const answer = await tested.create({ ...sent, ...noise });
    assertTaken(resource, sent, answer.body);
    assertShape(resource, answer.body);
    assert.deepEqual(await tested.get(answer.body.ID), answer.body);
    for (const [name, field] of Object.entries(resource.model.fields))
      if (field.readOnly) assert.notEqual(answer.body[name], "ignored", name);
    if (resource.save !== undefined) {
      const again = await tested.ask(resource.save, tested.url(answer.body.ID), { ...noise, ...answer.body });
      assert.deepEqual(
        tested.touched(again.body),
        tested.touched(answer.body),
        "what was read can be put back as it is",
      );
    }
    await tested.client.raw("DELETE", tested.url(answer.body.ID));
  });
});

test("PUT creates under the URI's ID and replaces: what it does not name goes back to its default", async () => {
  await forEachResource(
    ({ save, choosesId }) => save && choosesId,
    async (tested, seed) => {
      const { resource } = tested;
      const id = `Put-${seed}`;
      const created = await tested.ask(resource.save, tested.url(id), fullestBody(resource, seed));
      assert.equal(created.body.ID, id);
      assertShape(resource, created.body);
      const plain = smallestBody(resource, seed);
      const replaced = (await tested.ask(resource.save, tested.url(otherCase(id)), plain)).body;
      assert.equal(replaced.ID, id, "the ID keeps its spelling");
      const fresh = (await tested.create(smallestBody(resource, `${seed}x`))).body;
      for (const [name, field] of Object.entries(resource.model.fields))
        if (!(field.readOnly || field.writeOnly || name in plain || name === "ID" || staysOnPut(resource, name)))
          assert.deepEqual(replaced[name], fresh[name], `${name} is as in a new object`);
      assert.deepEqual(await tested.get(id), replaced);
      for (const made of [id, fresh.ID]) await tested.client.raw("DELETE", tested.url(made));
    },
  );
});

/** A new buyer gets a catalog where none is named; the company a shipment goes to is settled when it is made. */
const staysOnPut = ({ model }: CrudResource, name: string): boolean =>
  (model.name === "Buyer" && name === "DefaultCatalogID") || (model.name === "Shipment" && name === "BuyerID");

test("PATCH changes what it names; extended properties merge at every depth, null is kept as null", async () => {
  await forEachResource(
    ({ patch }) => patch,
    async (tested, seed) => {
      const { resource } = tested;
      const before = (await tested.create(fullestBody(resource, seed))).body;
      const { touched } = tested;
      assert.deepEqual(touched(await tested.patch(before.ID, {})), touched(before), "an empty PATCH changes nothing");
      assert.deepEqual(touched(await tested.patch(before.ID, { NoSuchProperty: 1, ID: null })), touched(before));
      if (hasXp(resource)) {
        const merged = await tested.patch(before.ID, { xp: { Deep: { More: [2] }, Color: null, New: false } });
        assert.deepEqual(touched(merged), {
          ...touched(before),
          xp: {
            Color: null,
            Deep: { List: [1, { Kept: null }], When: "2020-01-01T00:00:00.000Z", More: [2] },
            New: false,
          },
        });
        assert.equal((await tested.patch(before.ID, { xp: null })).xp, null);
      }
      for (const [name, field] of Object.entries(resource.model.fields)) {
        if (name === "ID" || field.readOnly || field.type === "array") continue;
        if (resource.create.body?.required.includes(name)) {
          for (const empty of field.type === "string" ? [null, ""] : [null]) {
            const { status, code, data } = await tested.refused("PATCH", tested.url(before.ID), { [name]: empty });
            assert.deepEqual(
              [status, code, data.Property],
              [400, "ValidationFailure", name],
              `${name}: ${JSON.stringify(empty)}`,
            );
          }
        }
      }
      await tested.client.raw("DELETE", tested.url(before.ID));
    },
  );
});

test("an ID is found in any case, keeps its spelling, and is taken in every case", async () => {
  await forEachResource(choosesId, async (tested, seed) => {
    const { resource } = tested;
    const id = `Mixed-${seed}_Case`;
    const first = (await tested.create({ ...smallestBody(resource, seed), ID: id })).body;
    assert.equal(first.ID, id);
    assert.deepEqual(await tested.get(otherCase(id)), first);
    for (const taken of [id, otherCase(id)]) {
      const refused = await tested.refused("POST", tested.collection, {
        ...smallestBody(resource, `${seed}y`),
        ID: taken,
      });
      assert.deepEqual([refused.status, refused.code, refused.message], [409, "IdExists", "Object already exists."]);
      assert.equal(refused.data.ObjectID, taken);
    }
    await tested.client.raw("DELETE", tested.url(id));
  });
});

test("PATCH and PUT rename; a taken ID is refused; a change of letter case alone is kept", async () => {
  await forEachResource(
    ({ choosesId, patch }) => choosesId && patch,
    async (tested, seed) => {
      const { resource } = tested;
      const [first, second, third] = [`first-${seed}`, `second-${seed}`, `third-${seed}`];
      const body = (await tested.create({ ...smallestBody(resource, seed), ID: first })).body;
      await tested.create({ ...smallestBody(resource, `${seed}z`), ID: third });
      const renamed = await tested.patch(first, { ID: second }, second);
      assert.deepEqual(tested.touched(renamed), { ...tested.touched(body), ID: second });
      const gone = await tested.refused("GET", tested.url(first));
      assert.deepEqual([gone.code, gone.data.ObjectID], ["NotFound", first]);
      const taken = await tested.refused("PATCH", tested.url(second), { ID: otherCase(third) });
      assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
      assert.deepEqual(taken.data, { ObjectType: gone.data.ObjectType, ObjectID: otherCase(third) });
      const shouting = await tested.patch(second, { ID: second.toUpperCase() }, second);
      assert.equal(shouting.ID, second.toUpperCase());
      if (resource.save !== undefined) {
        const back = await tested.ask(resource.save, tested.url(second), {
          ...smallestBody(resource, seed),
          ID: first,
        });
        assert.equal(back.body.ID, first);
        assert.equal((await tested.refused("GET", tested.url(second))).code, "NotFound");
        const refused = await tested.refused("PUT", tested.url(first), { ...smallestBody(resource, seed), ID: third });
        assert.deepEqual([refused.status, refused.code], [409, "IdExists"]);
      }
      for (const id of [first, second, third]) await tested.client.raw("DELETE", tested.url(id));
    },
  );
});

test("an incrementor in an ID is replaced by its next number; an unknown one and bad characters are refused", async () => {
  await forEachResource(choosesId, async (tested, seed) => {
    const { resource } = tested;
    const body = smallestBody(resource, seed);
    const numbered = (await tested.create({ ...body, ID: `${seed}-{count}-x` })).body.ID;
    assert.match(numbered, new RegExp(`^${seed}-\\d{4,}-x$`));
    await tested.client.raw("DELETE", tested.url(numbered));
    const unknown = await tested.refused("POST", tested.collection, { ...body, ID: "a-{nothing}" });
    assert.deepEqual(
      [unknown.status, unknown.code, unknown.data],
      [404, "NotFound", { ObjectType: "Incrementor", ObjectID: "nothing" }],
    );
    for (const bad of ["with space", "a/b", "a.b", "ä", "a{b", "x".repeat(101), "%00"]) {
      const refused = await tested.refused("POST", tested.collection, { ...body, ID: bad });
      assert.deepEqual([refused.status, refused.code, refused.data.Property], [400, "ValidationFailure", "ID"], bad);
    }
  });
});

test("DELETE answers 204 with nothing; afterwards every verb answers NotFound with the type and the ID as sent", async () => {
  await forEachResource(
    ({ remove }) => remove,
    async (tested, seed) => {
      const { resource } = tested;
      const { body } = await tested.create(smallestBody(resource, seed));
      const answer = await tested.ask(resource.remove, tested.url(body.ID));
      assert.equal(answer.body, undefined);
      const missing = otherCase(body.ID);
      for (const operation of [resource.get, resource.patch, resource.remove]) {
        if (operation === undefined) continue;
        const refused = await tested.refused(operation.method, tested.url(missing), operation.body ? {} : undefined);
        assert.deepEqual(
          [refused.status, refused.code, refused.message],
          [404, "NotFound", "Object not found."],
          operation.id,
        );
        assert.deepEqual(refused.data, { ObjectType: objectType(resource), ObjectID: missing }, operation.id);
      }
    },
  );
});

/** The resource's name for one object; users and groups of every company are Users and UserGroups. */
const objectType = ({ model }: CrudResource): string =>
  ({ BuyerAddress: "Address", BuyerCreditCard: "CreditCard" })[model.name] ?? model.name;

test("numbers, flags and dates come in the forms that clients write", async () => {
  await forEachResource(
    ({ patch }) => patch,
    async (tested, seed) => {
      const { resource } = tested;
      const { body } = await tested.create(fullestBody(resource, seed));
      for (const [name, field] of Object.entries(fullestFields(resource, seed))) {
        const url = tested.url(body.ID);
        if (field.type === "integer" || field.type === "decimal") {
          const text = String(body[name]);
          assert.equal((await tested.patch(body.ID, { [name]: text }))[name], body[name], `${name} as text`);
        }
        if (field.type === "boolean") {
          const text = body[name] ? "True" : "False";
          assert.equal((await tested.patch(body.ID, { [name]: text }))[name], body[name], `${name} as text`);
        }
        if (field.type === "date" && body[name] !== null) {
          const day = String(body[name]).slice(0, 10);
          assert.equal((await tested.patch(body.ID, { [name]: day }))[name], `${day}T00:00:00+00:00`, name);
          for (const bad of ["2031-13-01", "soon", "0000-00-00T00:00:00Z"]) {
            const refused = await tested.refused("PATCH", url, { [name]: bad });
            assert.deepEqual([refused.status, refused.data.Property], [400, name]);
          }
        }
      }
      await tested.client.raw("DELETE", tested.url(body.ID));
    },
  );
});

function fullestFields(resource: CrudResource, seed: string): Record<string, Field> {
  const sent = fullestBody(resource, seed);
  return Object.fromEntries(Object.entries(resource.model.fields).filter(([name]) => name in sent));
}

test("a body with one mistake in it changes nothing, whatever else it says", async () => {
  await forEachResource(
    ({ patch }) => patch,
    async (tested, seed) => {
      const { resource } = tested;
      const { body } = await tested.create(fullestBody(resource, seed));
      const fields = Object.entries(resource.model.fields).filter(([, field]) => !field.readOnly);
      const mistaken = fields.find(([name, field]) => name === "xp" || field.type === "integer");
      if (mistaken === undefined) return;
      const others = fullestBody(resource, `${seed}-other`);
      const wrong = { ...others, ID: `${seed}-other`, [mistaken[0]]: "a word" };
      for (const method of ["PATCH", "PUT", "POST"]) {
        if (method === "PUT" && resource.save === undefined) continue;
        const url = method === "POST" ? tested.collection : tested.url(body.ID);
        const refused = await tested.refused(method, url, wrong);
        assert.deepEqual(
          [refused.status, refused.code, refused.data.Property],
          [400, "ValidationFailure", mistaken[0]],
        );
        assert.ok(refused.message.includes(mistaken[0]), refused.message);
      }
      assert.deepEqual(await tested.get(body.ID), body);
      assert.equal((await tested.refused("GET", tested.url(wrong.ID))).code, "NotFound");
      await tested.client.raw("DELETE", tested.url(body.ID));
    },
  );
});
