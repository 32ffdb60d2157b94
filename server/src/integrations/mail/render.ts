import { Liquid } from "liquidjs";
import type { Template } from "./templates.ts";
import type { Variables } from "./variables.ts";

/** Bounds of one template: what marketplaces write must hold up nobody. */
const limits = { parseLimit: 20_000, renderLimit: 200, memoryLimit: 4_000_000, templateLimit: 100_000 };

function engine(escapes: boolean): Liquid {
  const made = new Liquid({
    ...limits,
    ...(escapes && { outputEscape: "escape" as const }),
    ownPropertyOnly: true,
    strictFilters: true,
    cache: false,
    // There are no files: templates include nothing.
    templates: {},
    dynamicPartials: false,
  });
  // What people write reaches a mail as text only, whatever a template asks for.
  made.registerFilter("raw", (value: unknown) => value);
  return made;
}

const engines = { Subject: engine(false), Html: engine(true), Text: engine(false) };

/** Parts of mail that templates are for. */
export const templateParts = ["Subject", "Html", "Text"] as const satisfies readonly (keyof Template)[];

/** The mistake in a template; undefined for none. */
export function mistakeIn(part: keyof Template, text: string): string | undefined {
  try {
    engines[part].parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fills a template in: what a value holds is never taken for HTML, a header or a template. */
export function rendered(template: Template, variables: Variables): Template {
  const render = (part: keyof Template): string => String(engines[part].parseAndRenderSync(template[part], variables));
  return { Subject: render("Subject"), Html: render("Html"), Text: render("Text") };
}
