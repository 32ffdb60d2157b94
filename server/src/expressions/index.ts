export { Amount, Condition, findMistake } from "./expression.ts";
