export { Evaluation, type ExpressionLine, type Facts, StepBudget } from "./evaluation.ts";
export { Amount, Condition, checkRule, findMistake, type Needs } from "./expression.ts";
export { amountOf, conditionOf } from "./kept.ts";
