export { SeedError } from "./connection.ts";
export { type DemoAccount, demoAccounts, demoImagesFolder, seedDemo } from "./demo.ts";
export { type FileRecord, type MarketplaceFile, readMarketplaceFile } from "./marketplace-file.ts";
export type { PortalAccess } from "./portal.ts";
export type { Problem, Progress, ResourceCount, SeedReport } from "./report.ts";
export { type SeedOptions, seed } from "./seed.ts";
export type { Finding } from "./validation/finding.ts";
export { validateFile } from "./validation/validate-file.ts";
