import type { ListFacet } from "@orderwell/contract";
import type { Packed, Unpacked } from "../../platform/packed-file.ts";
import type { Sliced } from "../../platform/slices.ts";
import { ColumnValues, type ColumnValuesParts, type Read, type Reading, type SharedValues } from "./columns.ts";
import type { FacetDeclaration } from "./facet-counts.ts";
import type { IndexedProduct } from "./indexed-product.ts";
import type { IndexContent, IndexState } from "./product-index.ts";
import { Segment, type SegmentParts } from "./segment.ts";
import { NumberedTexts, type NumberedTextsParts, PackedTexts, type TextsParts } from "./texts.ts";

/** State as a file keeps it. */
type StateParts = {
  readonly version: number;
  /** JSON. */
  readonly facets: string;
  /** IDs of classes, their changes, and their products. */
  readonly classes: Uint32Array;
  readonly changes: Float64Array;
  readonly products: Float64Array;
};

/** An index as a file keeps it. */
type IndexParts = {
  readonly state: StateParts;
  readonly position: string;
  readonly base: readonly SegmentParts[];
  readonly grown: SegmentParts;
  readonly delta: SegmentParts;
  /** Products that have changed, each as JSON; 1 for each that changed last. */
  readonly changed: TextsParts;
  readonly areRecent: Uint8Array;
  readonly changes: number;
  readonly skeletons: NumberedTextsParts;
  readonly values: NumberedTextsParts;
  readonly columns: readonly ColumnValuesParts[];
};

/** Products or classes between two breaks. */
const eachTime = 64;

/** What a file keeps of an index. What is added to the index later is not among it, though it shares arrays with it. */
export function packedIndex(content: IndexContent): Sliced<Packed> {
  const { base, grown, delta, columns, shared, position, changes } = content;
  const segments = [...base, grown, delta].map((segment) => segment.parts(columns));
  const now = {
    base: segments.slice(0, -2),
    grown: segments.at(-2)!,
    delta: segments.at(-1)!,
    columns: columns.map(({ parts }) => parts),
    skeletons: shared.skeletons.parts,
    values: shared.values.parts,
    position,
    changes,
  };
  return packing(content, now);
}

/** The rest, of what nobody adds to. */
function* packing(
  { state, changed, recent }: IndexContent,
  now: Omit<IndexParts, "state" | "changed" | "areRecent">,
): Sliced<IndexParts> {
  const texts = new PackedTexts();
  const areRecent = new Uint8Array(changed.size);
  for (const product of changed.values()) {
    areRecent[texts.size] = recent.has(product.id) ? 1 : 0;
    texts.add(JSON.stringify(product));
    if (texts.size % eachTime === 0) yield;
  }
  return { ...now, state: yield* packedState(state), changed: texts.parts, areRecent };
}

function* packedState({ version, facets, changes, products }: IndexState): Sliced<StateParts> {
  const ids = new Set([...changes.keys(), ...products.keys()]);
  yield;
  const classes = Uint32Array.from(ids);
  yield;
  return {
    version,
    facets: JSON.stringify(facets),
    classes,
    changes: Float64Array.from(classes, (id) => changes.get(id) ?? 0),
    products: Float64Array.from(classes, (id) => products.get(id) ?? 0),
  };
}

/** The index that a file keeps. @param packed as `packedIndex` gave it. */
export function* unpackedIndex(packed: unknown): Sliced<IndexContent> {
  const parts = packed as Unpacked<IndexParts>;
  const shared: SharedValues = {
    skeletons: new NumberedTexts(parts.skeletons),
    values: new NumberedTexts(parts.values),
  };
  const columns = parts.columns.map((column) => {
    const read: Read = { reading: column.reading as Reading, keys: column.keys };
    return new ColumnValues(read, shared, column);
  });
  const segments: Segment[] = [];
  for (const segment of [...parts.base, parts.grown, parts.delta]) {
    segments.push(Segment.from(segment, columns));
    yield;
  }
  const texts = new PackedTexts(parts.changed);
  const changed = new Map<string, IndexedProduct>();
  const recent = new Map<string, IndexedProduct>();
  for (let at = 0; at < texts.size; at++) {
    const product = JSON.parse(texts.at(at)) as IndexedProduct;
    changed.set(product.id, product);
    if (parts.areRecent[at] === 1) recent.set(product.id, product);
    if (at % eachTime === 0) yield;
  }
  const { position, changes } = parts;
  const state = yield* unpackedState(parts.state);
  const [delta, grown] = [segments.pop()!, segments.pop()!];
  return { state, position, base: segments, grown, delta, changed, recent, changes, shared, columns };
}

function* unpackedState({ version, facets, classes, changes, products }: StateParts): Sliced<IndexState> {
  const changesOf = new Map<number, number>();
  const productsOf = new Map<number, number>();
  for (const [at, id] of classes.entries()) {
    changesOf.set(id, changes[at]!);
    productsOf.set(id, products[at]!);
    if (at % eachTime === 0) yield;
  }
  const declared = JSON.parse(facets) as (FacetDeclaration & { readonly xp: ListFacet["xp"] })[];
  return { version, changes: changesOf, products: productsOf, facets: declared };
}
