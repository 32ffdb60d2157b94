import type { MeUser, User } from "@orderwell/contract";
import { Table, type TableOptions } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Company } from "../company/company.ts";

/**
 * Facts that domains built on people know of users, as SQL over an alias of `app_user`: it is shown with users, or
 * demanded of them, in the statement that reads them. The application supplies it.
 */
export interface UserFacts {
  /** Roles and custom roles that a user holds, as a `jsonb` array. */
  availableRoles(alias: string): RawBuilder<unknown>;
  /** The locale that a user shops in, as a `jsonb` object; null for none. */
  effectiveLocale(alias: string): RawBuilder<unknown>;
  /** Password rules that reach a user, as a `jsonb` array. */
  passwordConfigs(alias: string): RawBuilder<unknown>;
  /** Password rules that reach every user of a company, as a `jsonb` array. */
  companyPasswordConfigs(marketplaceId: string, company: Company): RawBuilder<unknown>;
}

/** The tables that users are read from and written to, with what is known of users elsewhere. */
export class People {
  readonly facts: UserFacts;
  /** Users on every side; the hidden one of the portal is none of them. */
  readonly users: Table<User>;
  readonly #options: TableOptions;

  constructor(facts: UserFacts) {
    this.facts = facts;
    const roles = facts.availableRoles("t");
    const locale = facts.effectiveLocale("t");
    this.#options = {
      computed: {
        CompanyID: sql`coalesce(t.buyer_id, t.supplier_id, t.marketplace_id)`,
        AvailableRoles: roles,
        Locale: locale,
      },
      columns: { AvailableRoles: { json: roles }, Locale: { json: locale } },
      // An ID is unique only within a company.
      orderLast: [sql`t.key`],
      violations: { app_user_username_key: () => apiError("User.UsernameMustBeUnique") },
    };
    this.users = new Table("app_user", "User", { ...this.#options, where: sql`not t.hidden` });
  }

  /** Users as they see themselves, with further computed properties. `hidden`: the portal's one too. */
  meUsers(computed: Readonly<Record<string, RawBuilder<unknown>>>, hidden: boolean): Table<MeUser> {
    const options = { ...this.#options, computed: { ...this.#options.computed, ...computed } };
    return new Table("app_user", "MeUser", hidden ? options : { ...options, where: sql`not t.hidden` });
  }
}

declare module "../../platform/work/services.ts" {
  interface Services {
    readonly people: People;
  }
}
