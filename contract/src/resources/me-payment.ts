import { type Call, crud, get, list } from "../declare.ts";

export const payment: readonly Call[] = [
  list("ListCostCenters", "/me/costcenters", "CostCenter", { summary: "List the cost centers the caller may use." }),
  ...crud("/me/creditcards/{creditcardID}", "BuyerCreditCard", {
    noun: ["a credit card", "credit cards"],
    whose: "of the caller",
    names: ["CreditCard", "CreditCards"],
    roles: { read: ["MeCreditCardAdmin", "Shopper"], write: ["MeCreditCardAdmin"] },
    except: { Patch: { reply: null } },
  }),
  list("ListSpendingAccounts", "/me/spendingAccounts", "SpendingAccount", {
    summary: "List the spending accounts the caller may use.",
  }),
  get("GetSpendingAccount", "/me/spendingaccounts/{spendingAccountID}", {
    summary: "Get a spending account the caller may use.",
    reply: "SpendingAccount",
  }),
];
