import type { Evaluation } from "./evaluation.ts";
import { Mistake } from "./mistake.ts";
import type { Kind } from "./paths.ts";
import type { Syntax } from "./syntax.ts";
import type { Value } from "./values.ts";

/** A part of an expression that is ready to be worked out. */
export interface Compiled {
  readonly syntax: Syntax;
  readonly kind: Kind;
  /** Parts that it is made of, those that say something by themselves. */
  readonly parts: readonly Compiled[];
  evaluate(evaluation: Evaluation): Value;
}

/** What an expression is for: a promotion of orders or of lines, a rule on orders or on returns. */
export type Purpose = "order" | "line" | "rule" | "returnRule";

/** What names mean at some place of an expression. */
export interface Scope {
  /** The whole expression. */
  readonly text: string;
  readonly purpose: Purpose;
  /** Within `items.f(…)`, where bare names are properties of the line. */
  readonly inLines: boolean;
  /** Within `array.f(…)`, where `item` is the element. */
  readonly inElements: boolean;
  /** Notes what the expression asks for. */
  readonly noted: Noted;
}

export interface Noted {
  /** The line that `item` means is named. */
  item: boolean;
  /** Something beside the lines is named: the order, its return, or approvals. */
  beside: boolean;
  /** Categories of products are asked for. */
  categories: boolean;
  /** IDs of rules whose approval is asked for, in lower case. */
  readonly approvals: Set<string>;
}

export type Compile = (syntax: Syntax, scope: Scope) => Compiled;

const allowed = (kind: Kind, wanted: Kind): boolean => kind === wanted || kind === "unknown" || kind === "null";

/** @throws Mistake with the code, for a part that can never be of that kind. */
export function requireKind(
  { syntax, kind }: Compiled,
  wanted: "boolean" | "number",
  code: Mistake["code"] = "Expression.InvalidSyntax",
): void {
  if (!allowed(kind, wanted))
    throw new Mistake(
      code,
      syntax.at,
      `has a ${kind} where a ${wanted === "boolean" ? "condition" : "number"} belongs`,
    );
}
