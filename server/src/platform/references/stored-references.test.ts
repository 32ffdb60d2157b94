import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type ModelName, references } from "@orderwell/contract";
import { schemaFile } from "../db/migration-files.ts";
import { tableOf } from "../db/model-tables.ts";
import { columnName } from "../db/sql.ts";
import { storage } from "./storage.ts";
import { storedReferences } from "./stored-reference.ts";

const schema = readFileSync(schemaFile, "utf8");
const columns = new Set(
  [...schema.matchAll(/^create table (\S+) \(\n([\s\S]*?)\n\);$/gm)].flatMap(([, table, body = ""]) =>
    [...body.matchAll(/^ {2}(\w+) (?!FOREIGN|CHECK)/gm)].map(([, column]) => `${table}.${column}`),
  ),
);
/** Columns of foreign keys. */
const inKeys = new Set(
  [...schema.matchAll(/^create table (\S+) \(\n([\s\S]*?)\n\);$/gm)].flatMap(([, table, body = ""]) =>
    [...body.matchAll(/FOREIGN KEY \(([^)]*)\)/g)].flatMap(([, names = ""]) =>
      names.split(", ").map((column) => `${table}.${column}`),
    ),
  ),
);
const stored = storedReferences((table, column) => columns.has(`${table}.${column}`));

/** Columns that are named like one and refer to no object of a marketplace's. */
const naming: Readonly<Record<string, string>> = {
  "client_directory.client_id": "kept in step with API clients by their store",
  "former_order_id.former_id": "what an order was called before",
  "former_order_return_id.former_id": "what a return was called before",
  "former_shipment_id.former_id": "what a shipment was called before",
  "integration_event.hash_key": "a secret",
  "kept_message.delivery_id": "of the outbox",
  "marketplace.auto_forwarding_user_key": "keys are never given again: of a user who is gone, it names nobody",
  "marketplace.region_id": "one of a list",
  "message_sender.shared_key": "a secret",
  "open_id_connect.connect_client_id": "the identity provider's name for its client",
  "order_approval.approving_group_key": "kept when the group goes: keys are never given again",
  "promotion_integration.hash_key": "a secret",
  "order_approval.submitter_key": "kept when the user goes: keys are never given again",
  "order_return_approval.submitter_key": "kept when the user goes: keys are never given again",
  "outbox.change.log_id": "of the request's log",
  "outbox.change.user_id": "who changed it, as they were called then",
  "product.visibility_class_id": "of the read model",
  "purchase_order.anonymous_id": "of a visitor's token",
  "signing_key.private_key": "a secret",
  "subscription_integration.hash_key": "a secret",
  "visibility_class_count.class_id": "of the read model",
  "webhook.hash_key": "a secret",
};

test("what is stored otherwise than named is declared, and lies in columns that exist", () => {
  for (const name of Object.keys(storage)) {
    const [model = "", property = ""] = name.split(".");
    assert.ok((references as Record<string, Record<string, unknown>>)[model]?.[property], `${name} is a reference`);
    assert.ok(
      stored.some((one) => one.name === name),
      `${name} is stored`,
    );
  }
});

test("every column that a reference is stored in, copied to or looked up by exists", () => {
  // A foreign key sees to what it guards by itself.
  for (const { name, table, at, key, copies, within } of stored) {
    if ("column" in at && inKeys.has(`${table}.${at.column}`)) continue;
    const named = [key, ...copies.map(({ column }) => column)].filter((column) => column !== undefined);
    for (const column of named) assert.ok(columns.has(`${table}.${column}`), `${name}: ${table}.${column}`);
    for (const { place } of within) {
      const at = place.of === undefined ? `${table}.${place.column}` : `${place.of.table}.${place.column}`;
      assert.ok(columns.has(at), `${name} within ${at}`);
      if (place.of !== undefined) assert.ok(columns.has(`${table}.${place.of.key}`), `${name} by ${place.of.key}`);
    }
  }
});

test("every column that names another object belongs to a declared reference or a foreign key", () => {
  const declared = new Set(
    stored.flatMap(({ table, at, key, within }) => [
      ...("column" in at ? [`${table}.${at.column}`] : []),
      `${table}.${key}`,
      ...within.map(({ place }) => `${table}.${place.column}`),
    ]),
  );
  // References to what has no table yet.
  for (const [model, properties] of Object.entries(references))
    for (const property of Object.keys(properties))
      declared.add(`${tableOf(model as ModelName)}.${columnName(property)}`);
  const others = [...columns].filter(
    (name) =>
      /\.\w+_(id|key)$/.test(name) && !name.endsWith(".marketplace_id") && !inKeys.has(name) && !declared.has(name),
  );
  assert.deepEqual(others.sort(), Object.keys(naming).sort());
});
