/** Amounts of the model are whole cents. */
export type Cents = number;
/** Prices of units have four decimals: hundredths of cents. */
export type Fine = number;

/** What an option adds to a price: cents for each unit or for the line, or percent of the price. */
export interface Markup {
  readonly type: "AmountPerQuantity" | "AmountTotal" | "Percentage";
  readonly amount: number;
}

export interface SpecFacts {
  readonly definesVariant: boolean;
  readonly required: boolean;
  /** The option that a line takes which says nothing of the spec. */
  readonly otherwise: string | null;
  readonly options: Readonly<Record<string, Markup | null>>;
}

const specFacts = {
  size: {
    definesVariant: true,
    required: true,
    otherwise: null,
    options: {
      s: null,
      m: { type: "AmountPerQuantity", amount: 1_25 },
      l: { type: "Percentage", amount: 12 },
      xl: { type: "Percentage", amount: 20 },
    },
  },
  finish: {
    definesVariant: false,
    required: true,
    otherwise: "plain",
    options: { plain: null, gilt: { type: "Percentage", amount: 7 } },
  },
  gift: {
    definesVariant: false,
    required: false,
    otherwise: null,
    options: { wrap: { type: "AmountTotal", amount: 4_97 } },
  },
} satisfies Record<string, SpecFacts>;

export type SpecId = keyof typeof specFacts;
export const specs: Readonly<Record<SpecId, SpecFacts>> = specFacts;
export const specIds = Object.keys(specs) as SpecId[];

/** Stock that is kept by itself. */
export interface StockFacts {
  readonly units: number;
  readonly canExceed: boolean;
}

export interface Break {
  readonly from: number;
  readonly price: Cents;
  readonly sale: Cents | null;
  /** Of a unit that is part of a bundle. */
  readonly inBundle: Cents | null;
  /** Of a unit on the order of a subscription. */
  readonly subscribed: Cents | null;
}

/** What a bundle has of a product. */
export interface Part {
  readonly required: boolean;
  readonly quantity: number;
}

/** Percent off the price of a line, from a quantity on, the smallest first. */
export type Reduction = readonly (readonly [from: number, percent: number])[];

export interface ProductFacts {
  /** Prices of a unit from a quantity on, the smallest quantity first. */
  readonly breaks: readonly Break[];
  /** Lines of the product count together. */
  readonly cumulative: boolean;
  readonly min: number;
  readonly max: number | null;
  /** Only quantities that a break begins with are sold. */
  readonly restricted: boolean;
  readonly specs: readonly SpecId[];
  /** Options of the variant that is not active, of the spec that defines variants. */
  readonly withoutVariant: string | null;
  /** What is counted: the product itself, its variants by their option, its records by their ID, or nothing. */
  readonly kept: "nowhere" | "by product" | "by variant" | "in records";
  /** By option or record; a product that is counted itself has one. */
  readonly stocks: Readonly<Record<string, StockFacts>>;
  readonly supplier: boolean;
  readonly returnable: boolean;
  /** What a bundle consists of, by product; of other products null. */
  readonly contents: Readonly<Record<string, Part>> | null;
  /** The discount that is limited to the product. */
  readonly reduction: Reduction | null;
}

const from = (quantity: number, price: Cents, others: Partial<Break> = {}): Break => ({
  from: quantity,
  price,
  sale: null,
  inBundle: null,
  subscribed: null,
  ...others,
});

const product = (breaks: readonly Break[], facts: Partial<ProductFacts> = {}): ProductFacts => ({
  breaks,
  cumulative: false,
  min: 1,
  max: null,
  restricted: false,
  specs: [],
  withoutVariant: null,
  kept: "nowhere",
  stocks: {},
  supplier: false,
  returnable: false,
  contents: null,
  reduction: null,
  ...facts,
});

const counted = (units: number, canExceed = false): Pick<ProductFacts, "kept" | "stocks"> => ({
  kept: "by product",
  stocks: { own: { units, canExceed } },
});

const catalog = {
  bolt: product([from(1, 10_00, { inBundle: 9_15, subscribed: 9_40 }), from(5, 8_00)], {
    ...counted(25),
    returnable: true,
  }),
  gear: product([from(1, 7_35)], {
    ...counted(5, true),
    specs: ["finish", "gift"],
    returnable: true,
    reduction: [
      [1, 5],
      [4, 15],
    ],
  }),
  pump: product([from(1, 99_99, { inBundle: 88_00 })], { ...counted(14), supplier: true, returnable: true }),
  belt: product([from(1, 4_05), from(6, 3_33, { sale: 3_11 })], { cumulative: true, min: 2, max: 20, supplier: true }),
  nail: product([from(2, 1_10), from(4, 90), from(6, 85)], { restricted: true, min: 2 }),
  coat: product([from(1, 21_99, { sale: 18_55, subscribed: 17_77 }), from(4, 17_05)], {
    specs: ["size", "gift"],
    withoutVariant: "xl",
    kept: "by variant",
    stocks: {
      s: { units: 8, canExceed: false },
      m: { units: 12, canExceed: false },
      l: { units: 4, canExceed: false },
    },
    supplier: true,
    returnable: true,
    reduction: [[2, 10]],
  }),
  wire: product([from(1, 2_49)], {
    kept: "in records",
    stocks: { north: { units: 15, canExceed: false }, south: { units: 4, canExceed: true } },
  }),
  kit: product([], {
    contents: {
      pump: { required: true, quantity: 1 },
      bolt: { required: false, quantity: 2 },
      gear: { required: false, quantity: 1 },
    },
  }),
};

export type ProductId = keyof typeof catalog;
export const products: Readonly<Record<ProductId, ProductFacts>> = catalog;
export const productIds = Object.keys(products) as ProductId[];

/** IDs of discounts, after the product that each is limited to. */
export const reductionId = (id: ProductId): string => `off-${id}`;

/** What a line says of its product. */
export interface Choice {
  readonly product: ProductId;
  /** Options by their spec. */
  readonly options: Readonly<Partial<Record<SpecId, string>>>;
  readonly record: string | null;
}

/** Stock that lines take from, named after its product and the part of it that is counted. */
export type StockId = string;

const stockId = (id: ProductId, part: string): StockId => `${id} ${part}`;

export const stocks: ReadonlyMap<StockId, StockFacts & { readonly product: ProductId; readonly part: string }> =
  new Map(
    productIds.flatMap((id) =>
      Object.entries(products[id].stocks).map(([part, facts]) => [stockId(id, part), { ...facts, product: id, part }]),
    ),
  );

/** Option of the spec that defines variants. */
export function variantOption({ product: id, options }: Choice): string | undefined {
  const spec = products[id].specs.find((one) => specs[one].definesVariant);
  return spec && options[spec];
}

/** ID that variants get when they are made. */
export const variantId = (id: ProductId, option: string): string => `${id}-${option}`;

/** Stock that a line takes from; null where nothing is counted. */
export function stockOf(choice: Choice): StockId | null {
  const { kept } = products[choice.product];
  const part =
    kept === "by product"
      ? "own"
      : kept === "by variant"
        ? variantOption(choice)
        : kept === "in records" && choice.record;
  return part ? stockId(choice.product, part) : null;
}
