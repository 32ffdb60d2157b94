import { Decimal } from "../platform/money.ts";
import { type Compile, type Compiled, requireKind, type Scope } from "./compiled.ts";
import type { Evaluation } from "./evaluation.ts";
import { Mistake } from "./mistake.ts";
import { type Kind, type Place, placeAt } from "./paths.ts";
import { findRoot } from "./roots.ts";
import type { Reference, Syntax } from "./syntax.ts";
import { asNumber, asTruth, equal, untyped, type Value } from "./values.ts";

/** A call as functions see it: what it is on, its arguments, and how to compile those. */
interface Call {
  readonly syntax: Reference;
  readonly given: readonly Syntax[];
  readonly scope: Scope;
  readonly compile: Compile;
}

type Evaluate = Compiled["evaluate"];

const result = (syntax: Syntax, kind: Kind, parts: readonly Compiled[], evaluate: Evaluate): Compiled => ({
  syntax,
  kind,
  parts,
  evaluate,
});

const wrong = ({ syntax }: Call, message: string): Mistake =>
  new Mistake("Expression.InvalidArguments", syntax.at, message);

/** @throws Mistake Expression.InvalidArguments, for another number of arguments. */
function takes(call: Call, least: number, most = least): void {
  const { length } = call.given;
  if (length < least || length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw wrong(call, `gives ${nameOf(call)} ${length} arguments; it takes ${wanted}`);
  }
}

const nameOf = ({ syntax }: Call): string => syntax.names.map(({ text }) => text).join(".");

/** The arguments, each of that kind. */
function argumentsOf(call: Call, kinds: readonly ("number" | "boolean" | "any")[]): readonly Compiled[] {
  return call.given.map((one, index) => {
    const compiled = call.compile(one, call.scope);
    const kind = kinds[Math.min(index, kinds.length - 1)];
    if (kind === "number" || kind === "boolean") requireKind(compiled, kind, "Expression.InvalidArguments");
    return compiled;
  });
}

/** Functions on nothing. */
const plain: Readonly<Record<string, (call: Call) => Compiled>> = {
  min: (call) => ofTwo(call, (a, b) => Decimal.min(a, b)),
  max: (call) => ofTwo(call, (a, b) => Decimal.max(a, b)),
  round(call) {
    takes(call, 1, 2);
    const parts = argumentsOf(call, ["number"]);
    const [number, places] = parts as [Compiled, Compiled?];
    return result(call.syntax, "number", parts, (at) => {
      const digits = places === undefined ? 0 : asNumber(places.evaluate(at)).toNumber();
      return asNumber(number.evaluate(at)).toDecimalPlaces(Math.min(Math.max(Math.trunc(digits), 0), 20));
    });
  },
  ifs(call) {
    if (call.given.length < 3 || call.given.length % 2 === 0)
      throw wrong(call, "gives ifs conditions and values in pairs, but no value at the end for when none holds");
    return choice(call);
  },
  if(call) {
    takes(call, 3);
    return choice(call);
  },
  now(call) {
    takes(call, 1);
    const [days] = argumentsOf(call, ["number"]) as [Compiled];
    return result(call.syntax, "date", [], (at) => {
      const moved = at.facts.now.getTime() + asNumber(days.evaluate(at)).times(86_400_000).toNumber();
      return Math.abs(moved) < 8.64e15 ? new Date(moved) : null;
    });
  },
  approved: (call) => approval(call),
};

function ofTwo(call: Call, choose: (a: Decimal, b: Decimal) => Decimal): Compiled {
  takes(call, 2);
  const parts = argumentsOf(call, ["number"]);
  const [a, b] = parts as [Compiled, Compiled];
  return result(call.syntax, "number", parts, (at) => choose(asNumber(a.evaluate(at)), asNumber(b.evaluate(at))));
}

/** The value of the first condition that holds. */
function choice(call: Call): Compiled {
  const parts = call.given.map((one) => call.compile(one, call.scope));
  const cases: (readonly [Compiled, Compiled])[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const pair = [parts[index] as Compiled, parts[index + 1] as Compiled] as const;
    requireKind(pair[0], "boolean", "Expression.InvalidArguments");
    cases.push(pair);
  }
  const otherwise = parts.at(-1) as Compiled;
  const kinds = new Set([...cases.map(([, value]) => value.kind), otherwise.kind]);
  const kind = kinds.size === 1 ? otherwise.kind : "unknown";
  return result(call.syntax, kind, parts, (at) => {
    const found = cases.find(([condition]) => asTruth(condition.evaluate(at)));
    return (found?.[1] ?? otherwise).evaluate(at);
  });
}

function approval(call: Call): Compiled {
  takes(call, 1);
  const { purpose, noted } = call.scope;
  if (purpose !== "rule" && purpose !== "returnRule")
    throw new Mistake(
      "Expression.InvalidFunction",
      call.syntax.at,
      `asks for approvals, which only approval rules can`,
    );
  const [rule] = call.given as [Syntax];
  if (rule.kind !== "literal" || rule.type !== "text")
    throw wrong(call, "names no rule: its ID belongs in quotation marks");
  const id = rule.text.toLowerCase();
  noted.approvals.add(id);
  noted.beside = true;
  return result(call.syntax, "boolean", [], (at) => at.facts.approved?.(id) ?? false);
}

/** Functions over all lines. */
const overLines: Readonly<Record<string, { kind: Kind; of(lines: readonly Line[]): Value }>> = {
  any: { kind: "boolean", of: (lines) => lines.some(({ matches }) => matches) },
  all: { kind: "boolean", of: (lines) => lines.every(({ matches }) => matches) },
  count: { kind: "number", of: (lines) => new Decimal(lines.filter(({ matches }) => matches).length) },
  quantity: { kind: "number", of: (lines) => sumOf(lines, "Quantity") },
  total: { kind: "number", of: (lines) => sumOf(lines, "LineTotal") },
};

interface Line {
  readonly matches: boolean;
  readonly line: Readonly<Record<string, unknown>>;
}

const sumOf = (lines: readonly Line[], property: string): Decimal =>
  lines.reduce(
    (sum, { matches, line }) => (matches ? sum.plus(asNumber(untyped(line[property]))) : sum),
    new Decimal(0),
  );

export const isLineFunction = (name: string): boolean => Object.hasOwn(overLines, name);

function lineFunction(call: Call, name: string): Compiled {
  takes(call, 0, 1);
  if (call.scope.inLines)
    throw new Mistake("Expression.InvalidSyntax", call.syntax.at, "has a function over all lines within another");
  const { noted } = call.scope;
  const { item, beside } = noted;
  noted.item = false;
  noted.beside = false;
  const [given] = call.given.map((one) => call.compile(one, { ...call.scope, inLines: true }));
  if (given !== undefined) requireKind(given, "boolean", "Expression.InvalidArguments");
  const shared = !noted.item && !call.scope.inElements;
  const from = noted.beside ? "order and lines" : "lines";
  noted.item ||= item;
  noted.beside ||= beside;
  const { kind, of } = overLines[name] as (typeof overLines)[string];
  const about = call.scope.text.slice(call.syntax.at, call.syntax.end);
  const ask = (at: Evaluation): Value =>
    of(at.overLines((line) => ({ line, matches: given === undefined || asTruth(stepped(given, at)) })));
  return result(call.syntax, kind, [], (at) => (shared ? at.once(about, from, () => ask(at)) : ask(at)));
}

const stepped = (part: Compiled, at: Evaluation): Value => {
  at.step();
  return part.evaluate(at);
};

/** Functions on a value that a path leads to. */
const onValue: Readonly<Record<string, (call: Call, value: Evaluate, kind: Kind) => Compiled>> = {
  in(call, value) {
    if (call.given.length === 0) throw wrong(call, "gives in nothing to look through");
    const parts = argumentsOf(call, ["any"]);
    return result(call.syntax, "boolean", [], (at) => {
      const found = value(at);
      if (found === null) return false;
      return parts
        .flatMap((part) => listed(part.evaluate(at), parts.length))
        .some((one) => {
          at.compares(found);
          return equal(found, one);
        });
    });
  },
  contains: (call, value, kind) => containing(call, value, kind),
  containstext: (call, value, kind) => containing(call, value, kind),
  containsnumber: (call, value, kind) => containing(call, value, kind),
  count(call, value, kind) {
    takes(call, 0, 1);
    requireList(call, kind);
    const test = elementTest(call);
    return result(call.syntax, "number", [], (at) => new Decimal(matching(at, value(at), test).filter(Boolean).length));
  },
  any(call, value, kind) {
    takes(call, 1);
    requireList(call, kind);
    const test = elementTest(call);
    return result(call.syntax, "boolean", [], (at) => matching(at, value(at), test).some(Boolean));
  },
  all(call, value, kind) {
    takes(call, 1);
    requireList(call, kind);
    const test = elementTest(call);
    return result(call.syntax, "boolean", [], (at) => {
      const list = value(at);
      return Array.isArray(list) && matching(at, list, test).every(Boolean);
    });
  },
};

/** A single text with commas is a list as well. */
const listed = (value: Value, given: number): Value[] =>
  given === 1 && typeof value === "string" && value.includes(",") ? value.split(",").map((one) => one.trim()) : [value];

function requireList(call: Call, kind: Kind): void {
  if (kind !== "list" && kind !== "unknown") throw wrong(call, `calls ${nameOf(call)} on a ${kind}, which is no list`);
}

function containing(call: Call, value: Evaluate, kind: Kind): Compiled {
  takes(call, 1);
  requireList(call, kind);
  const [sought] = argumentsOf(call, ["any"]) as [Compiled];
  return result(call.syntax, "boolean", [], (at) => {
    const list = value(at);
    if (!Array.isArray(list)) return false;
    const wanted = sought.evaluate(at);
    return list.some((one) => {
      at.step();
      at.compares(one);
      at.compares(wanted);
      return equal(untyped(one), wanted);
    });
  });
}

function elementTest(call: Call): Compiled | undefined {
  const [test] = call.given.map((one) => call.compile(one, { ...call.scope, inElements: true }));
  if (test !== undefined) requireKind(test, "boolean", "Expression.InvalidArguments");
  return test;
}

const matching = (at: Evaluation, list: Value, test: Compiled | undefined): boolean[] =>
  Array.isArray(list) ? at.overElements(list, () => test === undefined || asTruth(stepped(test, at))) : [];

/** Whether the product of a line is in one of some categories. */
function inCategory(call: Call, product: Place, root: Evaluate, which: "direct" | "above"): Compiled {
  if (call.given.length === 0) throw wrong(call, "names no category");
  if (product.model !== "LineItemProduct")
    throw new Mistake(
      "Expression.InvalidFunction",
      call.syntax.at,
      `calls ${nameOf(call)}, which products of lines have`,
    );
  const parts = argumentsOf(call, ["any"]);
  const id = placeAt("LineItemProduct", [{ text: "ID", at: 0, end: 0 }]);
  call.scope.noted.categories = true;
  return result(call.syntax, "boolean", [], (at) => {
    const line = root(at);
    const productId = id.read(product.read(line));
    if (typeof productId !== "string") return false;
    const held = at.facts.categories?.(productId, which, line);
    if (held === undefined) return false;
    const wanted = parts.flatMap((part) => listed(part.evaluate(at), parts.length));
    return wanted.some((one) => held.has(String(one).toLowerCase()));
  });
}

const categoryFunctions: Readonly<Record<string, "direct" | "above">> = {
  incategory: "direct",
  inparentcategory: "above",
};

/** @throws Mistake */
export function compileCall(syntax: Reference, given: readonly Syntax[], scope: Scope, compile: Compile): Compiled {
  const call: Call = { syntax, given, scope, compile };
  const receivers = syntax.names.slice(0, -1);
  const name = (syntax.names.at(-1)?.text ?? "").toLowerCase();
  const [first] = receivers;
  const unknown = (): Mistake =>
    new Mistake("Expression.InvalidFunction", syntax.at, `calls ${nameOf(call)}, which is unknown`);
  if (first === undefined) {
    if (!Object.hasOwn(plain, name)) throw unknown();
    return (plain[name] as (call: Call) => Compiled)(call);
  }
  const root = first.text.toLowerCase();
  const lines = root === "items" || (root === "item" && !scope.inElements);
  if (lines && receivers.length === 1 && isLineFunction(name)) return lineFunction(call, name);
  if (name === "approved" && receivers.length === 1 && (root === "order" || root === "orderreturn"))
    return approval(call);
  const category = Object.hasOwn(categoryFunctions, name) ? categoryFunctions[name] : undefined;
  if (category === undefined && !Object.hasOwn(onValue, name)) throw unknown();
  const { place, from } = findRoot(receivers, scope);
  if (category !== undefined) return inCategory(call, place, from, category);
  const compileOn = onValue[name] as (typeof onValue)[string];
  return compileOn(call, (at) => place.read(from(at)), place.kind);
}
