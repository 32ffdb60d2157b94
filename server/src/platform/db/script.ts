import type pg from "pg";

/** A semicolon, or what begins a part of a script in which none divides: a comment, a text, a name, the quoted body of a function. */
const marks = /;|--|\/\*|['"]|\$[a-z_]{0,20}\$/g;

/** What ends a part that begins with a mark. */
const endOf = (mark: string): string => (mark === "--" ? "\n" : mark === "/*" ? "*/" : mark);

/** Statements of a script, without the semicolons between them. Bodies of functions must be in quotes, quotes in a text doubled. */
export function statementsIn(script: string): string[] {
  const statements: string[] = [];
  let begin = 0;
  let isEmpty = true;
  for (let at = 0; at < script.length; ) {
    marks.lastIndex = at;
    const found = marks.exec(script);
    const next = found?.index ?? script.length;
    const mark = found?.[0] ?? ";";
    isEmpty &&= script.slice(at, next).trim() === "";
    if (mark === ";") {
      if (!isEmpty) statements.push(script.slice(begin, next).trim());
      [begin, at, isEmpty] = [next + 1, next + 1, true];
    } else {
      isEmpty &&= mark === "--" || mark === "/*";
      const end = script.indexOf(endOf(mark), next + mark.length);
      at = end === -1 ? script.length : end + endOf(mark).length;
    }
  }
  if (!isEmpty) statements.push(script.slice(begin).trim());
  return statements;
}

/** Carries out a script as one transaction, statement by statement: a distributed database refuses several in one text. */
export async function runScript(client: pg.ClientBase, script: string, ...then: pg.QueryConfig[]): Promise<void> {
  await client.query("begin");
  try {
    // Has a distributed database take changes of tables together with those of functions; means nothing to others.
    await client.query("set local citus.multi_shard_modify_mode = 'sequential'");
    for (const statement of [...statementsIn(script), ...then]) await client.query(statement as pg.QueryConfig);
    await client.query("commit");
  } catch (error) {
    // On a connection that was lost it says less than what came first.
    await client.query("rollback").catch(() => {});
    throw error;
  }
}
