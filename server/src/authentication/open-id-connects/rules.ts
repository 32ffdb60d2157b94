/**
 * Tells whether a template of an address leads to an application: of the web, or one of a phone by its own scheme, but never
 * to what a browser would run or open by itself.
 */
export function leadsToApplication(template: string): boolean {
  const url = URL.parse(template.replace(/\{(?:0|1|2|3|4|token)\}/gi, ""));
  if (url === null || url.username !== "" || url.password !== "") return false;
  return !/^(?:javascript|data|vbscript|blob|file|about|view-source):$/.test(url.protocol);
}
