/** Outcome for the records of one resource. */
export interface ResourceCount {
  /** Created; for assignments, saved. */
  created: number;
  /** There already, left as they are. */
  skipped: number;
  failed: number;
}

export interface Problem {
  readonly resource: string;
  /** ID of the object; for an assignment the IDs it joins. */
  readonly id: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface SeedReport {
  readonly marketplaceId: string;
  /** By resource, in the order of upload; only resources of which the file has records. */
  readonly resources: Readonly<Record<string, Readonly<ResourceCount>>>;
  /** API clients get their ID from the server. */
  readonly apiClients: readonly { readonly appName: string; readonly oldId: string; readonly newId: string }[];
  /** Secrets the file leaves out and that got a random value. They can be read or changed in the marketplace. */
  readonly generatedSecrets: readonly { readonly resource: string; readonly id: string; readonly property: string }[];
  readonly problems: readonly Problem[];
}

export interface Progress {
  readonly resource: string;
  /** The resource in words: `price schedules`. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** `CategoryProductAssignments` → `category product assignments`. */
export function labelOf(resource: string): string {
  return resource.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
