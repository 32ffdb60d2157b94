import { models, type Promotion } from "@orderwell/contract";
import { Amount, amountOf, Condition, conditionOf, findMistake } from "../../expressions/index.ts";
import { type ApiError, apiError, invalidProperty } from "../../platform/errors/api-error.ts";

/** Letters and digits that are not taken for each other. */
export const codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Codes of a promotion at most. */
const mostCodes = 10_000;
const mostCharacters = 50;
/** So many codes there must be for each that is generated, so that nobody guesses one. */
const sparsity = 1_000;

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== "";
const countOf = (value: number | null | undefined): number => value ?? 0;

/**
 * Stands against a promotion as it is to be saved (docs/behaviour/promotions.md §1): every mistake, in the order of its
 * properties.
 */
export function promotionFindings(draft: Promotion): readonly ApiError[] {
  return [
    ...codeFindings(draft),
    ...limitFindings(draft),
    ...dateFindings(draft),
    ...valueFindings(draft),
    ...expressionFindings(draft),
  ];
}

function codeFindings(draft: Promotion): ApiError[] {
  const { Code, GeneratedCodeCount, GeneratedCodeLength: length, GeneratedCodePrefix: prefix } = draft;
  const count = countOf(GeneratedCodeCount);
  const mistake = (property: string, message: string) => [invalidProperty("Promotion", property, message)];
  if (count === 0) return isSet(Code) ? [] : mistake("Code", "Code is required unless codes are generated.");
  if (isSet(Code)) return mistake("Code", "Code must be empty where codes are generated.");
  if (count < 0 || count > mostCodes)
    return mistake("GeneratedCodeCount", `GeneratedCodeCount must be between 0 and ${mostCodes}.`);
  if (!isSet(length) || countOf(length) < 1 || countOf(length) > mostCharacters)
    return mistake("GeneratedCodeLength", `GeneratedCodeLength must be between 1 and ${mostCharacters}.`);
  if (codeAlphabet.length ** countOf(length) < count * sparsity)
    return mistake("GeneratedCodeLength", "GeneratedCodeLength is too short for so many codes.");
  if (!/^[A-Za-z0-9_-]{0,40}$/.test(prefix ?? ""))
    return mistake(
      "GeneratedCodePrefix",
      "GeneratedCodePrefix must be up to 40 letters, digits, hyphens or underscores.",
    );
  return [];
}

function limitFindings(draft: Promotion): ApiError[] {
  const { LineItemLevel: onLines, QuantityLimitPerOrder: units, ItemLimitPerOrder: items, ItemSortBy: sort } = draft;
  const findings: ApiError[] = (
    ["RedemptionLimit", "RedemptionLimitPerUser", "QuantityLimitPerOrder", "ItemLimitPerOrder"] as const
  )
    .filter((name) => countOf(draft[name]) < 0)
    .map((name) => invalidProperty("Promotion", name, `${name} must not be negative.`));
  if (isSet(units) && !onLines) findings.push(apiError("Promotion.CannotSetQuantityLimitPerOrder"));
  if (isSet(items) && !onLines) findings.push(apiError("Promotion.CannotSetItemLimitPerOrder"));
  if (isSet(units) && isSet(items)) findings.push(apiError("Promotion.CannotSetQuantityAndItemLimitPerOrder"));
  if (!isSet(sort)) return findings;
  if (!onLines || !(isSet(units) || isSet(items))) findings.push(apiError("Promotion.CannotSetItemSortBy"));
  const unknown = sortKeys(sort ?? "").find(({ property }) => property === undefined);
  if (unknown !== undefined)
    findings.push(invalidProperty("Promotion", "ItemSortBy", `${unknown.name} is no property of line items.`));
  return findings;
}

function dateFindings({ StartDate: start, ExpirationDate: end }: Promotion): ApiError[] {
  const reversed = start !== null && end !== null && Date.parse(end) < Date.parse(start);
  return reversed ? [apiError("Promotion.ExpirationPrecedsStart")] : [];
}

function valueFindings({ ValueExpression: value, UseIntegration: integrated }: Promotion): ApiError[] {
  if (isSet(value)) return integrated ? [apiError("Promotion.UseIntegrationMustBeFalse")] : [];
  return integrated ? [] : [apiError("Promotion.ValueExpressionCannotBeNull")];
}

function expressionFindings(draft: Promotion): ApiError[] {
  const { EligibleExpression: eligible, ValueExpression: value } = draft;
  const purpose = purposeOf(draft);
  return [
    findMistake("EligibleExpression", () => new Condition(eligible ?? "", purpose)),
    value ? findMistake("ValueExpression", () => new Amount(value, purpose)) : undefined,
  ].filter((finding) => finding !== undefined);
}

/** What the expressions of a promotion are about. */
export const purposeOf = ({ LineItemLevel }: Pick<Promotion, "LineItemLevel">): "line" | "order" =>
  LineItemLevel ? "line" : "order";

/** Expressions of a promotion, ready to be worked out. */
export interface PromotionRules {
  readonly purpose: "line" | "order";
  readonly condition: Condition;
  readonly value: Amount;
}

/** The rules of a promotion that is stored: they were checked when it was saved. */
export function rulesOf(
  promotion: Pick<Promotion, "LineItemLevel" | "EligibleExpression" | "ValueExpression">,
): PromotionRules {
  const purpose = purposeOf(promotion);
  return {
    purpose,
    condition: conditionOf(promotion.EligibleExpression ?? "", purpose),
    value: amountOf(promotion.ValueExpression ?? "0", purpose),
  };
}

/** A property by which lines are sorted. */
export interface SortKey {
  /** As it was written. */
  readonly name: string;
  /** As line items have it, from the outermost; undefined where they have none of that name. */
  readonly property: readonly string[] | undefined;
  readonly descending: boolean;
}

const properties = new Map(Object.keys(models.LineItem.fields).map((name) => [name.toLowerCase(), name]));

/** The properties that `ItemSortBy` names: those of line items, and what lies within their `xp`, `Product` and the like. */
export const sortKeys = (sortBy: string): SortKey[] =>
  sortBy
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const descending = part.startsWith("!");
      const name = descending ? part.slice(1).trim() : part;
      const [first = "", ...rest] = name.split(".");
      const known = properties.get(first.toLowerCase());
      return { name, property: known === undefined ? undefined : [known, ...rest], descending };
    });
