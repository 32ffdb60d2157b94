export { type Marketplace, Marketplaces } from "./marketplaces/store.ts";
