import { fileURLToPath } from "node:url";

/** Path of the demo marketplace's file. */
export const demoFile = fileURLToPath(new URL("../demo/demo.yml", import.meta.url));

/** Folder of the pictures that the demo's products name as `/demo/images/<file>.svg`. */
export const demoImagesFolder = fileURLToPath(new URL("../demo/images", import.meta.url));

export interface DemoAccount {
  readonly username: string;
  readonly password: string;
  /** What the account can do, in a few words. */
  readonly role: string;
  /** `AppName` of the API client to sign in with. */
  readonly apiClient: string;
}

const password = "Orderwell2026";

/** People who can sign in to the demo marketplace, as its file says. All of them share one password. */
export const demoAccounts: readonly DemoAccount[] = [
  { username: "sam.porter", password, role: "seller, everything", apiClient: "Back Office" },
  { username: "nina.holt", password, role: "seller, products and prices only", apiClient: "Back Office" },
  { username: "mia.okafor", password, role: "web shop customer, member prices", apiClient: "Storefront" },
  { username: "leo.marchetti", password, role: "web shop customer, list prices", apiClient: "Storefront" },
  { username: "priya.raman", password, role: "buyer administrator of a company, Boston", apiClient: "Storefront" },
  { username: "tom.becker", password, role: "company shopper, Boston, negotiated prices", apiClient: "Storefront" },
  { username: "grace.lindqvist", password, role: "company shopper, Boston, Studio Reserve", apiClient: "Storefront" },
  { username: "aoife.byrne", password, role: "company shopper, Dublin, short list in euros", apiClient: "Storefront" },
  { username: "rosa.delgado", password, role: "supplier, lighting", apiClient: "Supplier Portal" },
];
