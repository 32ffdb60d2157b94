export type { Purpose } from "./compiled.ts";
export { Evaluation, type ExpressionLine, type Facts } from "./evaluation.ts";
export { Amount, Condition, findMistake, type Needs, type Part } from "./expression.ts";
export { amountOf, conditionOf } from "./kept.ts";
