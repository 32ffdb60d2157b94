const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * A value with what a guide leaves open as it stands there, so that the rest can be compared: `…` is anything but null, also
 * within a text; as a property or as the last element, any number of others.
 */
export function masked(actual: unknown, shown: unknown): unknown {
  if (typeof shown === "string" && shown.includes("…")) {
    const pattern = shown.split("…").map((text) => RegExp.escape(text));
    const fits = typeof actual === "string" ? new RegExp(`^${pattern.join(".+")}$`, "s").test(actual) : shown === "…";
    return (fits || shown === "…") && actual !== null && actual !== undefined ? shown : actual;
  }
  if (Array.isArray(shown) && Array.isArray(actual)) {
    const known = shown.at(-1) === "…" ? shown.slice(0, -1) : shown;
    const open = known !== shown && actual.length >= known.length;
    const listed = actual.slice(0, open ? known.length : actual.length).map((value, at) => masked(value, known[at]));
    return open ? [...listed, "…"] : listed;
  }
  if (!isObject(shown) || !isObject(actual) || Array.isArray(shown) || Array.isArray(actual)) return actual;
  const listed = Object.entries(actual).filter(([key]) => !("…" in shown) || key in shown);
  const open = "…" in shown ? [["…", shown["…"]]] : [];
  return Object.fromEntries([...listed.map(([key, value]) => [key, masked(value, shown[key])]), ...open]);
}
