export { accountPayments } from "./payments/accounts.ts";
