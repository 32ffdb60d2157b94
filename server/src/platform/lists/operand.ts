import { sql } from "../db/sql.ts";
import type { ScalarColumn, Sql } from "./columns.ts";
import type { ValueType } from "./shape.ts";

/** One SQL value with its readings; a reading that does not apply to the value is null, and none ever raises an error. */
export interface Operand {
  /** As a client would see it. */
  readonly text: Sql;
  /** As text, where the value is text: what plain order applies to. */
  readonly string: Sql;
  readonly number: Sql;
  readonly date: Sql;
  readonly boolean: Sql;
  /** The text as an index has it folded. */
  readonly folded?: Sql | undefined;
}

/**
 * Case folding and order of text, the same everywhere: filters, search, sorting. An index that serves them is over
 * `folded_text(column)`.
 */
export const folded = (text: Sql): Sql => sql`folded_text(${text})`;

export function scalarOperand(column: ScalarColumn, type: ValueType): Operand {
  const value = column.sql;
  const { folded } = column;
  return { text: scalarText(value, type), string: value, number: value, date: value, boolean: value, folded };
}

function scalarText(value: Sql, type: ValueType): Sql {
  switch (type) {
    case "decimal":
      return sql`trim_scale(${value}::numeric)::text`;
    case "date":
      return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;
    case "integer":
    case "boolean":
      return sql`${value}::text`;
    default:
      return value;
  }
}

// Constants of ours, not a client's: spliced in as literals so that the database compiles each pattern once per query.
const numeric = sql.lit("^[+-]?([0-9]{1,40}([.][0-9]{0,40})?|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$");
const day = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";
const leapDay = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";
const time = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?";
const zone = "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)";
const isoDate = sql.lit(`^(?!0000)([0-9]{4}-${day}|${leapDay})(${time}${zone}?)?$`);
const zoned = sql.lit(`:[0-9.]+${zone}$`);
const beyondMicroseconds = sql.lit("([.][0-9]{6})[0-9]+");

const text = sql`(v.leaf #>> '{}')`;
const type = sql`jsonb_typeof(v.leaf)`;

const leaf: Operand = {
  text: sql`case when ${type} in ('string', 'number', 'boolean') then ${text} end`,
  string: sql`case when ${type} = 'string' then ${text} end`,
  number: sql`case when ${type} = 'number' or ${type} = 'string' and ${text} ~ ${numeric} then ${text}::numeric end`,
  date: sql`case when ${type} = 'string' and ${text} ~* ${isoDate} then
    (regexp_replace(${text}, ${beyondMicroseconds}, '\\1')
      || case when ${text} ~* ${zoned} then '' else ' UTC' end)::timestamptz end`,
  boolean: sql`case when ${type} = 'boolean' then v.leaf::boolean end`,
};

const decimalLeaf: Operand = { ...leaf, text: sql`trim_scale(${leaf.number})::text` };

/** The value `v.leaf` that `jsonAny` brings. */
export const leafOperand = (type: ValueType): Operand => (type === "decimal" ? decimalLeaf : leaf);

/** Brings values without a declared type into an order: numbers, then booleans, then text; null for anything else. */
export const jsonRank: Sql = sql`array_position(array['number', 'boolean', 'string'], ${type})`;

/** A number of JSON only: a numeral in a string is not equal to a number, `"05"` is not 5. */
export const jsonNumber: Sql = sql`case when ${type} = 'number' then ${text}::numeric end`;
