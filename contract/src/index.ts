export { type ErrorCode, type ErrorDeclaration, errors } from "./errors.ts";
export * from "./field.ts";
export type * from "./operation.ts";
