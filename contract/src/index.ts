export { type EnumName, enums } from "./enums.ts";
export { type ErrorCode, type ErrorDeclaration, errors } from "./errors.ts";
export * from "./field.ts";
export type * from "./generated/types.ts";
export { models } from "./models.ts";
export type * from "./operation.ts";
export type { CommerceRole } from "./operation.ts";
export { operations, resources } from "./resources.ts";
export { type Role, roles } from "./roles.ts";
