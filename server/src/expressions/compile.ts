import { parseDate } from "../platform/dates.ts";
import { Decimal } from "../platform/money.ts";
import { type Compiled, requireKind, type Scope } from "./compiled.ts";
import { type Evaluation, Failure } from "./evaluation.ts";
import { compileCall } from "./functions.ts";
import { Mistake } from "./mistake.ts";
import type { Kind } from "./paths.ts";
import { findRoot } from "./roots.ts";
import type { BinaryOperator, Literal, Syntax } from "./syntax.ts";
import { asNumber, asTruth, compare, equal, startsAs, type Value } from "./values.ts";

type Binary = Extract<Syntax, { kind: "binary" }>;

/**
 * Makes an expression ready to be worked out: names are found, kinds agree, functions have their arguments.
 *
 * @throws Mistake with the code and the place of the first mistake.
 */
export function compile(syntax: Syntax, scope: Scope): Compiled {
  switch (syntax.kind) {
    case "literal":
      return literal(syntax);
    case "reference": {
      if (syntax.call !== undefined) return compileCall(syntax, syntax.call, scope, compile);
      const { place, from } = findRoot(syntax.names, scope);
      return { syntax, kind: place.kind, parts: [], evaluate: (at) => place.read(from(at)) };
    }
    case "not": {
      const operand = compile(syntax.operand, scope);
      requireKind(operand, "boolean");
      return { syntax, kind: "boolean", parts: [operand], evaluate: (at) => !asTruth(operand.evaluate(at)) };
    }
    case "minus": {
      const operand = compile(syntax.operand, scope);
      requireKind(operand, "number");
      return { syntax, kind: "number", parts: [operand], evaluate: (at) => asNumber(operand.evaluate(at)).neg() };
    }
    case "binary":
      return binary(syntax, compile(syntax.left, scope), compile(syntax.right, scope));
  }
}

function literal(syntax: Literal): Compiled {
  const value = literalValue(syntax);
  return { syntax, kind: syntax.type, parts: [], evaluate: () => value };
}

function literalValue(syntax: Literal): Value {
  switch (syntax.type) {
    case "number":
      return new Decimal(syntax.text);
    case "date":
      return new Date(parseDate(syntax.text) as string);
    case "text":
      return syntax.text;
    case "boolean":
      return syntax.value;
    case "null":
      return null;
  }
}

function binary(syntax: Binary, left: Compiled, right: Compiled): Compiled {
  const { operator } = syntax;
  const parts = [left, right];
  switch (operator) {
    case "or":
    case "and":
      for (const part of parts) requireKind(part, "boolean");
      return { syntax, kind: "boolean", parts, evaluate: logic(operator, left, right) };
    case "=":
    case "<>": {
      const same = equality(left, right);
      const negated = operator === "<>";
      return { syntax, kind: "boolean", parts, evaluate: (at) => stepped(at) && same(at) !== negated };
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      for (const { kind, syntax: part } of parts)
        if (kind === "boolean" || kind === "list" || kind === "object")
          throw new Mistake("Expression.InvalidSyntax", part.at, `puts a ${kind} in order, which has none`);
      return {
        syntax,
        kind: "boolean",
        parts,
        evaluate(at) {
          at.step();
          const [a, b] = compared(at, left, right);
          return compare(operator, a, b);
        },
      };
    default:
      return arithmetic(syntax, operator, left, right);
  }
}

/** @throws Failure when an expression takes too long. */
function stepped(at: Evaluation): true {
  at.step();
  return true;
}

/** Two values that are compared. */
function compared(at: Evaluation, left: Compiled, right: Compiled): readonly [Value, Value] {
  const [a, b] = [left.evaluate(at), right.evaluate(at)];
  at.compares(a);
  at.compares(b);
  return [a, b];
}

const logic =
  (operator: "or" | "and", left: Compiled, right: Compiled): Compiled["evaluate"] =>
  (at) => {
    at.step();
    const first = asTruth(left.evaluate(at));
    return first === (operator === "or") ? first : asTruth(right.evaluate(at));
  };

/** Equality with what is missing never holds, unless it is asked for by `null`. */
function equality(left: Compiled, right: Compiled): (at: Parameters<Compiled["evaluate"]>[0]) => boolean {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.syntax.kind !== "literal") continue;
    if (one.syntax.type === "null") return (at) => other.evaluate(at) === null;
    const pattern = one.syntax.type === "text" && one.syntax.text.endsWith("*") ? one.syntax.text : undefined;
    if (pattern !== undefined) return (at) => startsAs(compared(at, other, one)[0], pattern);
  }
  return (at) => {
    const [a, b] = compared(at, left, right);
    return a !== null && b !== null && equal(a, b);
  };
}

const operations: Readonly<Record<"+" | "-" | "*" | "/" | "%", (a: Decimal, b: Decimal) => Decimal>> = {
  "+": (a, b) => a.plus(b),
  "-": (a, b) => a.minus(b),
  "*": (a, b) => a.times(b),
  "/": (a, b) => a.div(divisor(b)),
  "%": (a, b) => a.mod(divisor(b)),
};

function divisor(number: Decimal): Decimal {
  if (number.isZero()) throw new Failure("divides by nothing");
  return number;
}

function arithmetic(
  syntax: Binary,
  operator: Exclude<BinaryOperator, "or" | "and" | "=" | "<>" | "<" | "<=" | ">" | ">=">,
  left: Compiled,
  right: Compiled,
): Compiled {
  const parts = [left, right];
  const joins = operator === "+" && parts.some(({ kind }) => kind === "text");
  if (!joins) for (const part of parts) requireKind(part, "number");
  const calculate = operations[operator];
  const mayJoin = operator === "+" && parts.some(({ kind }) => kind === "text" || kind === "unknown");
  const kind: Kind = joins ? "text" : mayJoin ? "unknown" : "number";
  return {
    syntax,
    kind,
    parts,
    evaluate(at) {
      at.step();
      const [a, b] = [left.evaluate(at), right.evaluate(at)];
      if (mayJoin && (joins || typeof a === "string" || typeof b === "string")) return textOf(a) + textOf(b);
      return finite(calculate(asNumber(a), asNumber(b)));
    },
  };
}

const textOf = (value: Value): string => {
  const text = value === null ? "" : String(value);
  if (text.length > 10_000) throw new Failure("makes a text longer than 10,000 characters");
  return text;
};

function finite(number: Decimal): Decimal {
  if (!number.isFinite()) throw new Failure("calculates something without end");
  return number;
}
