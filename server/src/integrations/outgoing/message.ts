/** Who made something happen: an authenticated user by ID, an anonymous visitor by what the storefront calls them. */
export interface UserContext {
  readonly ID: string | null;
  readonly AnonymousId: string | null;
}

/** IDs that name an object: those of its place before its own. */
export type ObjectIds = readonly string[];

/** What a message is about. */
export type What =
  /** The state of an object, by its kind and the IDs that name it: read when it is delivered. */
  (
    | { readonly state: string; readonly of: Readonly<Record<string, string | null>> }
    /** What is said as it is, with the name of the message but for the namespace that all have. */
    | { readonly type: string; readonly says: Readonly<Record<string, unknown>> }
  ) & {
    /** The object that is no more, where that is what the message is about. */
    readonly gone?: ObjectIds;
  };

/** One of the objects that a message is about. */
export interface ToldObject {
  readonly ids: ObjectIds;
  /** What is said of it alone; null where it is no more. */
  readonly says: Readonly<Record<string, unknown>> | null;
}

/** Something said, with the name of the message but for the namespace that all have. */
export interface Said {
  readonly type: string;
  readonly says: Readonly<Record<string, unknown>>;
  /** Who it is about, where only the object tells. */
  readonly user?: UserContext;
  /** What it is about, for targets that hold something for each object. */
  readonly objects?: readonly ToldObject[];
}

/** A message as targets get it (docs/behaviour/integrations.md §5.1, §6.1). */
export interface Message extends Pick<Said, "objects"> {
  /** With its namespace. */
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Stands before the name of every message (docs/behaviour/integrations.md §6.1). */
export const namespace = "sitecore.ordercloud.messages.";
