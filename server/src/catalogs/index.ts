export { defaultCatalogs } from "./default-catalog.ts";
export { suppliedProducts } from "./supplied-products.ts";
