export { defaultCatalogs } from "./default-catalog.ts";
