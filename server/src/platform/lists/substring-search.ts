import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns, Sql } from "./columns.ts";
import { jsonAny } from "./json-path.ts";
import type { Search } from "./list-query.ts";
import { folded, leafOperand, scalarOperand } from "./operand.ts";
import type { FieldPath } from "./shape.ts";
import { likePattern } from "./where.ts";

/** Stands between texts that are looked through as one, `chr(1)`: neither folding nor accents reach across it. */
const between = "\u0001";

/** The phrase anywhere in any of the fields, whatever the letter case: "eats" finds "beats", "cafe" finds "Café". */
export function substringSql({ on, phrase }: Search, columns: Columns): RawBuilder<boolean> {
  const pattern = likePattern(["", phrase, ""]);
  const texts: Sql[] = [];
  const others: RawBuilder<boolean>[] = [];
  for (const { path } of on) {
    const column = columns.of(path);
    if (column.kind === "scalar") texts.push(scalarOperand(column, path.type).text);
    else others.push(contains(column, path, pattern));
  }
  // A phrase that has it itself would reach across.
  const groups = phrase.includes(between) ? texts.map((text) => [text]) : texts.length > 0 ? [texts] : [];
  return sql`(${sql.join([...groups.map((group) => within(group, pattern)), ...others], sql` or `)})`;
}

/**
 * As it is written, or else without its accents. The texts are put together once for each row, whatever is asked of them, and
 * those in ASCII, which have no accents, are folded the short way: it takes a sixth of the time of two looks at each text.
 */
function within(texts: readonly Sql[], pattern: string): RawBuilder<boolean> {
  const phrase = sql`folded_text(${pattern}::text)`;
  const text = sql`s.value`;
  return sql`(select case when octet_length(${text}) = char_length(${text}) then ${folded(text)} like ${phrase}
      else ${folded(text)} like ${phrase} or plain_letters(${folded(text)}) like ${phrase} end
    from (select concat_ws(chr(1), ${sql.join(texts)}) as value offset 0) as s)`;
}

function contains(column: Column, path: FieldPath, pattern: string): RawBuilder<boolean> {
  switch (column.kind) {
    case "scalar":
      return within([scalarOperand(column, path.type).text], pattern);
    case "json":
      return jsonAny(column, within([leafOperand(path.type).text], pattern));
    case "related":
      return column.relation.exists(contains(column.column, path, pattern));
  }
}
