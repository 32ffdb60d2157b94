import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SpecOption } from "@orderwell/contract";
import type { PurchasableSpec, PurchasableVariant } from "../../catalogs/index.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { type GivenSpec, resolveSpecs, variantOf } from "./specs.ts";

const option = (ID: string, more: Partial<SpecOption> = {}): SpecOption => ({
  ID,
  Value: ID.toUpperCase(),
  ListOrder: 0,
  IsOpenText: false,
  PriceMarkupType: null,
  PriceMarkup: null,
  xp: null,
  ...more,
});

const spec = (ID: string, more: Partial<PurchasableSpec> = {}): PurchasableSpec => ({
  OwnerID: "own",
  ID,
  ListOrder: 0,
  Name: `The ${ID}`,
  DefaultValue: null,
  Required: false,
  AllowOpenText: false,
  DefaultOptionID: null,
  DefinesVariant: false,
  xp: null,
  OptionCount: 0,
  Options: [],
  assignedDefaultValue: null,
  assignedDefaultOptionID: null,
  ...more,
});

const given = (SpecID: string, OptionID: string | null, Value: string | null = null): GivenSpec => ({
  SpecID,
  OptionID,
  Value,
});

const colors = [option("red", { PriceMarkupType: "Percentage", PriceMarkup: "5" }), option("blue")];

/** Resolution of a spec: option and value, nothing, or the codes of a refusal. */
const outcome = (assigned: PurchasableSpec, input: readonly GivenSpec[]): string => {
  const { specs, findings } = resolveSpecs([assigned], input);
  if (findings.length > 0) return findings.map(({ code }) => code).join(" ");
  return specs.map(({ OptionID, Value }) => `${OptionID}=${Value}`).join(" ") || "nothing";
};

describe("the value of a spec", () => {
  const color = spec("color", { Options: colors });
  const cases: [title: string, spec: PurchasableSpec, input: GivenSpec[], expected: string][] = [
    ["the option given decides the value, in any case", color, [given("COLOR", "RED", "ignored")], "red=RED"],
    ["an unknown option is refused", color, [given("color", "green")], "Spec.OptionNotFound"],
    ["text is refused where only options are offered", color, [given("color", null, "pink")], "Spec.RequiresSelection"],
    [
      "text is taken where the spec allows it",
      spec("note", { AllowOpenText: true }),
      [given("note", null, "hi")],
      "null=hi",
    ],
    [
      "text goes with an option that is open",
      spec("s", { Options: [option("own", { IsOpenText: true })] }),
      [given("s", "own", "mine")],
      "own=mine",
    ],
    [
      "text alone finds the open option",
      spec("s", { Options: [option("own", { IsOpenText: true })] }),
      [given("s", null, "mine")],
      "own=mine",
    ],
    ["nothing is left out where nothing is required", color, [], "nothing"],
    ["the spec's default option fills in", { ...color, DefaultOptionID: "blue" }, [], "blue=BLUE"],
    [
      "the assignment's default option stands before the spec's",
      { ...color, DefaultOptionID: "blue", assignedDefaultOptionID: "red" },
      [],
      "red=RED",
    ],
    [
      "the spec's default option stands before the assignment's default text",
      { ...color, DefaultOptionID: "blue", assignedDefaultValue: "x" },
      [],
      "blue=BLUE",
    ],
    [
      "the assignment's default text stands before the spec's",
      spec("s", { DefaultValue: "a", assignedDefaultValue: "b" }),
      [],
      "null=b",
    ],
    [
      "a required choice must be made",
      { ...color, Required: true },
      [],
      "Spec.OneOrMoreRequiresValue Spec.RequiresSelection",
    ],
    [
      "a required text must be entered",
      spec("s", { Required: true, AllowOpenText: true }),
      [given("s", null, "")],
      "Spec.OneOrMoreRequiresValue Spec.RequiresValue",
    ],
    ["a spec that the product lacks is refused", color, [given("size", "xl")], "NotFound"],
  ];
  for (const [title, assigned, input, expected] of cases)
    test(title, () => assert.equal(outcome(assigned, input), expected));

  test("name and markup come from the catalog", () =>
    assert.deepEqual(resolveSpecs([color], [given("color", "red")]).specs, [
      {
        SpecID: "color",
        Name: "The color",
        OptionID: "red",
        Value: "RED",
        PriceMarkupType: "Percentage",
        PriceMarkup: "5",
      },
    ]));
});

describe("the variant of a line item", () => {
  const specs = [
    spec("color", { Options: colors, DefinesVariant: true, Required: true }),
    spec("note", { AllowOpenText: true }),
  ];
  const variant = (ID: string, combination: [string, string][], Active = true): PurchasableVariant => ({
    ID,
    Name: null,
    Description: null,
    Active,
    ShipWeight: null,
    ShipHeight: null,
    ShipWidth: null,
    ShipLength: null,
    xp: null,
    combination,
    quantityAvailable: null,
  });
  const chosen = (id: string) => resolveSpecs(specs, [given("color", id), given("note", null, "x")]).specs;
  /** The variant's ID, or the code of the finding. */
  const found = (variants: PurchasableVariant[], option: string) => {
    const one = variantOf(specs, variants, chosen(option));
    return one instanceof ApiError ? one.code : one?.ID;
  };

  test("is the one of exactly the options chosen", () => {
    const variants = [
      variant("old", [
        ["color", "red"],
        ["size", "s"],
      ]),
      variant("p-red", [["Color", "RED"]]),
    ];
    assert.equal(found(variants, "red"), "p-red");
    assert.equal(found(variants, "blue"), "LineItem.VariantNotFound");
  });

  test("is refused while it is not active", () =>
    assert.equal(found([variant("p-red", [["color", "red"]], false)], "red"), "LineItem.VariantNotFound"));

  test("is none for a product without variants", () => assert.equal(variantOf(specs, [], chosen("red")), null));
});
