import { asMarketplaceFile, type MarketplaceFile } from "../marketplace-file.ts";
import { Contents } from "./contents.ts";
import type { Finding } from "./finding.ts";
import { checkIdentity, checkUsers } from "./identity.ts";
import { checkIntegrations } from "./integrations.ts";
import { checkParties } from "./parties.ts";
import { checkPlacement } from "./placement.ts";
import { checkPricing } from "./pricing.ts";
import { checkProducts } from "./products.ts";
import { checkReferences } from "./references.ts";

/**
 * Looks for what the server would refuse, without asking it: unknown resources, missing properties, malformed or
 * repeated IDs, references that lead nowhere, and the rules that tie prices, variants, stock, categories and parties
 * together. An empty list means that the file can be uploaded to an empty marketplace.
 *
 * @param data the parsed content of a marketplace file.
 */
export function validateFile(data: unknown): Finding[] {
  let file: MarketplaceFile;
  try {
    file = asMarketplaceFile(data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [{ resource: "", id: "", message: error.message }];
  }
  const contents = new Contents(file);
  checkIdentity(contents);
  checkUsers(contents);
  checkReferences(contents);
  checkParties(contents);
  checkPricing(contents);
  checkProducts(contents);
  checkPlacement(contents);
  checkIntegrations(contents);
  return contents.findings;
}
