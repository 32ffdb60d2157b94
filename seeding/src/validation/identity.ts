import { parentsOf, resourceRules, ruleOf } from "../resources.ts";
import { type Contents, keyOf } from "./contents.ts";
import { folded, given } from "./finding.ts";

/** Resources are known, required properties hold a value, IDs are well formed and used once. */
export function checkIdentity(contents: Contents): void {
  checkSections(contents);
  for (const rule of resourceRules) {
    const seen = new Set<string>();
    for (const record of contents.all(rule.name)) {
      for (const property of [...parentsOf(rule), ...rule.required])
        if (!given(record[property])) contents.report(rule.name, record, property, `${property} is required.`);
      if (rule.section === "Assignments" || !given(record.ID)) continue;
      if (!/^[A-Za-z0-9_-]{1,100}$/.test(String(record.ID)))
        contents.report(rule.name, record, "ID", "An ID has up to 100 letters, digits, hyphens and underscores.");
      if (seen.has(keyOf(rule, record))) contents.report(rule.name, record, "ID", "The ID is used twice.");
      seen.add(keyOf(rule, record));
    }
  }
}

/** Usernames are unique across buyers, suppliers and the marketplace; passwords given meet the usual policy. */
export function checkUsers(contents: Contents): void {
  const owner = new Map<string, string>();
  for (const resource of ["AdminUsers", "SupplierUsers", "Users"])
    for (const user of contents.all(resource)) {
      if (!given(user.Username)) continue;
      const name = folded(user.Username);
      const other = owner.get(name);
      if (other !== undefined)
        contents.report(resource, user, "Username", `The username ${user.Username} belongs to ${other} as well.`);
      owner.set(name, `${resource} ${user.ID}`);
      if (given(user.Password) && !isStrong(String(user.Password)))
        contents.report(
          resource,
          user,
          "Password",
          "A password needs 10 characters, among them an upper-case letter, a lower-case letter and a digit.",
        );
    }
  for (const client of contents.all("ApiClients"))
    if (given(client.DefaultContextUserName) && !owner.has(folded(client.DefaultContextUserName)))
      contents.report(
        "ApiClients",
        client,
        "DefaultContextUserName",
        `No user is called ${client.DefaultContextUserName}.`,
      );
}

function isStrong(password: string): boolean {
  return password.length >= 10 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(password));
}

function checkSections(contents: Contents): void {
  for (const section of ["Objects", "Assignments"] as const)
    for (const resource of Object.keys(contents.file[section]))
      if (ruleOf.get(resource)?.section !== section)
        contents.findings.push({ resource, id: "", message: `${section} has no resource called ${resource}.` });
}
