export { Condition, findMistake } from "./expression.ts";
