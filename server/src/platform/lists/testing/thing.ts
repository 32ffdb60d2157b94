import {
  date,
  decimal,
  embedded,
  flag,
  id,
  integer,
  type ListOptions,
  listOf,
  type Model,
  oneOf,
  text,
  xp,
} from "@orderwell/contract";
import { type ListShape, listShape } from "../shape.ts";

/** A made-up model with a property of every kind. */
export const models: Record<string, Model> = {
  Thing: {
    name: "Thing",
    fields: {
      ID: id({ search: 1, sort: 3, required: true }),
      Name: text({ required: true, search: 2, sort: 2 }),
      Note: text({ search: 3 }),
      Count: integer(),
      Price: decimal(),
      Active: flag(),
      Made: date(),
      Status: oneOf("OrderStatus"),
      Secret: text({ writeOnly: true }),
      Address: embedded("Address"),
      Parts: listOf(embedded("ShipmentItem")),
      Tags: listOf(text()),
      xp: xp(),
    },
  },
  Address: {
    name: "Address",
    fields: { City: text(), Floor: integer(), Since: date(), Owned: flag(), xp: xp() },
  },
  ShipmentItem: { name: "ShipmentItem", fields: { Sku: text(), Quantity: integer(), Cost: decimal(), xp: xp() } },
};

export const enums = { OrderStatus: ["Draft", "Open", "Closed"] };

export const full: ListOptions = {
  kind: "full",
  searchable: ["Name", "Note", "ID"],
  sortable: ["Name", "ID", "Made", "Count"],
};
export const premium: ListOptions = { kind: "premium", searchable: ["*"], sortable: ["*"] };

const thing = models.Thing!;
export const fullShape: ListShape = listShape(full, thing, models, enums);
export const premiumShape: ListShape = listShape(premium, thing, models, enums);

/** A row as it would be stored, by column. */
export interface ThingRow {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly count: number | null;
  readonly price: string | null;
  readonly active: boolean | null;
  readonly made: string | null;
  readonly status: string | null;
  readonly address: unknown;
  readonly parts: unknown;
  readonly tags: unknown;
  readonly xp: unknown;
}

export const emptyRow = {
  name: "",
  note: null,
  count: null,
  price: null,
  active: null,
  made: null,
  status: null,
  address: null,
  parts: null,
  tags: null,
  xp: null,
} as const;
