import type { Scope } from "./compiled.ts";
import type { Evaluation } from "./evaluation.ts";
import { Mistake } from "./mistake.ts";
import { type Place, placeAt, placeWithin } from "./paths.ts";
import type { Name } from "./syntax.ts";
import type { Value } from "./values.ts";

/** What a path leads to, and from where. */
export interface Rooted {
  readonly place: Place;
  from(evaluation: Evaluation): Value;
}

/**
 * What names lead to at some place of an expression (docs/behaviour/expressions.md §3).
 *
 * @throws Mistake Expression.InvalidToken, .InvalidSyntax, .ItemNotAllowed, .OrderHistoryCannotBeUsed
 */
export function findRoot(names: readonly Name[], scope: Scope): Rooted {
  const [first, ...rest] = names as [Name, ...Name[]];
  switch (first.text.toLowerCase()) {
    case "order":
      scope.noted.beside = true;
      return { place: placeAt("Order", rest), from: ({ facts }) => facts.order };
    case "orderreturn":
      if (scope.purpose !== "returnRule")
        throw new Mistake("Expression.InvalidToken", first.at, "names orderReturn, which only rules of sellers can");
      scope.noted.beside = true;
      return { place: placeAt("OrderReturn", rest), from: ({ facts }) => facts.orderReturn ?? null };
    case "items":
      throw new Mistake("Expression.InvalidSyntax", first.at, "names items without one of its functions");
    case "item":
      return itemRoot(first, rest, scope);
    case "orderhistory":
      throw new Mistake("Expression.OrderHistoryCannotBeUsed", first.at, "asks for the history of orders");
    default:
      if (!scope.inLines)
        throw new Mistake("Expression.InvalidToken", first.at, `names ${first.text}, which is unknown`);
      return { place: placeAt("LineItem", names), from: ({ current }) => current ?? null };
  }
}

function itemRoot(first: Name, rest: readonly Name[], scope: Scope): Rooted {
  if (scope.inElements) return { place: placeWithin(rest), from: ({ element }) => element as Value };
  if (scope.purpose !== "line")
    throw new Mistake(
      "Expression.ItemNotAllowed",
      first.at,
      "names item, which only promotions with LineItemLevel can",
    );
  scope.noted.item = true;
  return { place: placeAt("LineItem", rest), from: ({ line }) => line ?? null };
}
