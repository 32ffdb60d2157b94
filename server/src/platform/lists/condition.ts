/**
 * One alternative of a filter's value, as written: not yet typed.
 *
 * `like` holds the literal runs between wildcards; `present` is the lone `*`.
 */
export type Condition =
  | { readonly kind: "compare"; readonly operator: Operator; readonly negated: boolean; readonly text: string }
  | { readonly kind: "like"; readonly negated: boolean; readonly runs: readonly string[] }
  | { readonly kind: "present"; readonly negated: boolean };

export type Operator = "=" | ">" | ">=" | "<" | "<=";

const operators: Readonly<Record<string, Operator>> = {
  "=": "=",
  ">": ">",
  "<": "<",
  ">=": ">=",
  "=>": ">=",
  "<=": "<=",
  "=<": "<=",
};
/** `!>` is how .NET clients write `<=`: the opposite comparison, not a negation that would include missing values. */
const opposite: Readonly<Record<Operator, Operator>> = { "=": "=", ">": "<=", ">=": "<", "<": ">=", "<=": ">" };

/**
 * Reads the value of a filter: alternatives divided by `|`, each with any number of `!`, an operator and a term in which
 * `*` stands for any run of characters and `\` takes the next character literally.
 *
 * Alternatives without a term filter nothing; so an empty result means "no filter".
 */
export function parseConditions(value: string): readonly Condition[] {
  const conditions: Condition[] = [];
  for (let at = 0; at <= value.length; ) {
    let negated = false;
    for (; value[at] === "!"; at++) negated = !negated;
    const written = operatorAt(value, at);
    const term = termAt(value, at + written.length);
    at = term.end + 1;
    const condition = conditionOf(operators[written] ?? "=", negated, term);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

function operatorAt(value: string, at: number): string {
  const two = value.slice(at, at + 2);
  if (operators[two] !== undefined) return two;
  return operators[two.slice(0, 1)] === undefined ? "" : two.slice(0, 1);
}

interface Term {
  /** Texts between wildcards; a single run when there are none. */
  readonly runs: readonly string[];
  /** The term with its wildcards as plain asterisks. */
  readonly text: string;
  /** Place where it stopped: at a `|` or behind the last character. */
  readonly end: number;
}

function termAt(value: string, start: number): Term {
  const runs: string[] = [];
  let run = "";
  let text = "";
  let at = start;
  for (; at < value.length && value[at] !== "|"; at++) {
    if (value[at] === "*") {
      runs.push(run);
      run = "";
      text += "*";
      continue;
    }
    if (value[at] === "\\" && at + 1 < value.length) at++;
    run += value[at];
    text += value[at];
  }
  runs.push(run);
  return { runs, text, end: at };
}

function conditionOf(operator: Operator, negated: boolean, term: Term): Condition | undefined {
  if (term.text === "") return undefined;
  if (operator !== "=") {
    return { kind: "compare", operator: negated ? opposite[operator] : operator, negated: false, text: term.text };
  }
  if (term.runs.length === 1) return { kind: "compare", operator, negated, text: term.text };
  if (term.runs.every((run) => run === "")) return { kind: "present", negated };
  return { kind: "like", negated, runs: term.runs };
}
