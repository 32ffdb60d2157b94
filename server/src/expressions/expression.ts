import { type ApiError, apiError, refuse } from "../platform/errors/api-error.ts";
import { Decimal } from "../platform/money.ts";
import { compile } from "./compile.ts";
import { type Compiled, type Purpose, requireKind } from "./compiled.ts";
import { type Evaluation, type ExpressionLine, Failure } from "./evaluation.ts";
import { Mistake } from "./mistake.ts";
import { parse } from "./parse.ts";
import { asNumber, asTruth, type Value } from "./values.ts";

/** What an expression has to know beyond order and lines. */
export interface Needs {
  /** Categories that the lines' products are assigned to. */
  readonly categories: boolean;
  /** IDs of rules whose approvals it asks for, in lower case. */
  readonly approvals: ReadonlySet<string>;
}

/** How a part of an expression came out. */
export interface Part {
  readonly Expression: string;
  /** As JSON has it; amounts as decimal text. Null for what is missing. */
  readonly Value: unknown;
  /** Why there is no value. */
  readonly Failure: string | null;
  readonly Parts: readonly Part[];
}

class Expression {
  readonly text: string;
  readonly needs: Needs;
  protected readonly compiled: Compiled;

  constructor(text: string, purpose: Purpose, kind: "boolean" | "number", requiresItem: boolean) {
    this.text = text;
    const noted = { item: false, beside: false, categories: false, approvals: new Set<string>() };
    this.compiled = compile(parse(text), { text, purpose, inLines: false, inElements: false, noted });
    requireKind(this.compiled, kind);
    if (requiresItem && !noted.item)
      throw new Mistake("Expression.ItemRequired", text.length, "does not name item, the line that it is about");
    this.needs = noted;
  }

  /** How the expression and what it consists of come out, for the order or for one of its lines. */
  explain(evaluation: Evaluation, line?: ExpressionLine): Part {
    evaluation.begin(line);
    return this.#part(this.compiled, evaluation);
  }

  #part(compiled: Compiled, evaluation: Evaluation): Part {
    const { syntax, parts } = compiled;
    const told = parts.filter((part) => part.syntax.kind !== "literal").map((part) => this.#part(part, evaluation));
    const common = { Expression: this.text.slice(syntax.at, syntax.end), Parts: told };
    try {
      return { ...common, Value: shown(compiled.evaluate(evaluation)), Failure: null };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ...common, Value: null, Failure: error.message };
    }
  }
}

const shown = (value: Value): unknown => (value instanceof Decimal ? value.toFixed() : value);

/** A condition: whether a promotion applies, whether a rule asks for approval. */
export class Condition extends Expression {
  constructor(text: string, purpose: Purpose) {
    super(text, purpose, "boolean", purpose === "line");
  }

  /** Tells whether it holds for the order, or for one of its lines; what clashes with the data does not. */
  holds(evaluation: Evaluation, line?: ExpressionLine): boolean {
    evaluation.begin(line);
    return orElse(false, () => asTruth(this.compiled.evaluate(evaluation)));
  }
}

/** An amount that a promotion is worth. */
export class Amount extends Expression {
  constructor(text: string, purpose: "order" | "line") {
    super(text, purpose, "number", false);
  }

  /** The amount for the order, or for one of its lines; nothing where it clashes with the data. */
  of(evaluation: Evaluation, line?: ExpressionLine): Decimal {
    evaluation.begin(line);
    return orElse(new Decimal(0), () => asNumber(this.compiled.evaluate(evaluation)));
  }
}

function orElse<Result>(otherwise: Result, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Failure) return otherwise;
    throw error;
  }
}

/**
 * Refuses the condition of an approval rule that has a mistake.
 *
 * @param purpose what the rule decides about: an order, or an order return.
 * @throws ApiError Expression.InvalidSyntax and its like
 */
export function checkRule(expression: string, purpose: "rule" | "returnRule"): void {
  refuse(findMistake("RuleExpression", () => new Condition(expression, purpose)));
}

/**
 * What a mistake in an expression is to clients, and `undefined` for an expression without one.
 *
 * @param property where the expression stands, such as `EligibleExpression`.
 */
export function findMistake(property: string, make: () => unknown): ApiError | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return apiError(error.code, null, `${property} ${error.message}, at character ${error.at + 1}.`);
  }
}
