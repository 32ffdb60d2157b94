export * from "./endings.ts";
export * from "./scratch-database.ts";
