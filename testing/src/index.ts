export * from "./endings.ts";
