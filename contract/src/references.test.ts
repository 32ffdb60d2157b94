import assert from "node:assert/strict";
import { test } from "node:test";
import { errors } from "./errors.ts";
import type { ModelName } from "./generated/names.ts";
import { models } from "./models.ts";
import { errorsOf } from "./raised.ts";
import { parameterTarget, type Reference, references } from "./references.ts";
import { operations } from "./resources.ts";

const all = Object.entries(references).flatMap(([holder, properties]) =>
  Object.entries(properties).map(([property, reference]) => ({ holder: holder as ModelName, property, reference })),
);

/** Properties named like a reference that name nothing of the marketplace's, with the reason. */
const others: Readonly<Record<string, string>> = {
  "DiscoverEvent.ClientID": "an account at another service",
  "OpenIdConnect.ConnectClientID": "the identity provider's name for its client",
  "AutoForwarding.UserID": "of the portal, which keeps it by the key of the user",
  "KeptMessage.BuyerID": "a message as it was sent",
  "Change.UserID": "whoever it was, as they were called then",
  "Change.LogID": "of a request",
  "ProductSuggestion.ProductID": "a product that was found",
  "SendEvent.SiteID": "a site at another service",
  "ShipEstimate.SelectedShipMethodID": "a method of the integration that estimated",
  "ShipMethodSelection.ShipEstimateID": "an estimate of the integration's",
  "ShipMethodSelection.ShipMethodID": "a method of the integration's",
};
/** Models that only tell of something, outside any resource. */
const isMessage = (model: string): boolean => /(Payload|EventBody|Explanation)$|^(Sync|Explained)/.test(model);

test("every property that is named like a reference is declared as one, or does not name anything here", () => {
  const named = Object.values(models).flatMap(({ name, fields }) =>
    Object.keys(fields)
      .filter((property) => /[a-z]IDs?$/.test(property) && !isMessage(name))
      .map((property) => `${name}.${property}`),
  );
  const declared = new Set(all.map(({ holder, property }) => `${holder}.${property}`));
  assert.deepEqual(
    named.filter((property) => !declared.has(property)),
    Object.keys(others).sort((a, b) => named.indexOf(a) - named.indexOf(b)),
  );
});

test("references stand at properties that exist, and so do copies", () => {
  for (const { holder, property, reference } of all) {
    const { fields } = models[holder];
    assert.ok(fields[property], `${holder}.${property}`);
    if (reference.copy) assert.equal(fields[reference.copy]?.type, "model", `${holder}.${reference.copy}`);
  }
});

test("what a reference is looked for within is another reference or a parameter of a path", () => {
  for (const { holder, property, reference } of all)
    for (const [around, place] of Object.entries(reference.within ?? {}).flatMap(([around, places]) =>
      [places].flat().map((place) => [around, place] as const),
    )) {
      const target = place.startsWith("{") ? parameterTarget(place.slice(1, -1)) : targetAt(holder, place);
      const fits = target === around || (around === "Supplier" && target === "Buyer");
      assert.ok(fits, `${holder}.${property} within ${place}, which names ${target}`);
    }
});

function targetAt(holder: ModelName, place: string): ModelName | undefined {
  if (place === "ID") return holder;
  const [property = "", model = holder] = place.split(".").reverse() as [string, ModelName?];
  return references[model]?.[property]?.target;
}

test("codes of references are declared", () => {
  const codes = ({ whenDeleted, unknown, fixed }: Reference) => [
    typeof whenDeleted === "string" ? undefined : whenDeleted.refused,
    unknown,
    fixed === "ignored" ? undefined : fixed,
  ];
  for (const { reference } of all) for (const code of codes(reference)) if (code) assert.ok(code in errors, code);
});

test("every parameter that is named like a reference names a model", () => {
  for (const { id, pathParams, query } of Object.values(operations))
    for (const name of [...Object.keys(pathParams), ...Object.keys(query)])
      if (/ID$/.test(name) && name !== "ID") assert.ok(parameterTarget(name), `${id} ${name}`);
});

test("whoever may be refused a deletion is told so: the operation raises the code of each reference that holds", () => {
  const declared = Object.values(operations);
  for (const { holder, property, reference } of all) {
    if (typeof reference.whenDeleted === "string") continue;
    const { refused } = reference.whenDeleted;
    const shown = declared.filter(({ method, reply }) => method === "GET" && reply?.model === reference.target);
    const paths = new Set(shown.map(({ path }) => path));
    const deletions = declared.filter(({ method, path }) => method === "DELETE" && paths.has(path));
    assert.ok(
      deletions.some((operation) => errorsOf(operation).includes(refused)),
      `${holder}.${property}: nothing that deletes ${reference.target} raises ${refused}`,
    );
  }
});
