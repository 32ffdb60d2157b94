/** What an expression is made of. `at` and `end` are places in its text, in characters from 0. */
export interface Place {
  readonly at: number;
  readonly end: number;
}

export type BinaryOperator = "or" | "and" | "=" | "<>" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

export type Literal = Place & { readonly kind: "literal" } & (
    | { readonly type: "number" | "text" | "date"; readonly text: string }
    | { readonly type: "boolean"; readonly value: boolean }
    | { readonly type: "null" }
  );

/** A path of names, or a call: the last name with arguments, on what the names before it lead to. */
export interface Reference extends Place {
  readonly kind: "reference";
  readonly names: readonly Name[];
  /** Absent for a plain path. */
  readonly call?: readonly Syntax[];
}

export interface Name extends Place {
  readonly text: string;
}

export type Syntax =
  | Literal
  | Reference
  | (Place & { readonly kind: "not" | "minus"; readonly operand: Syntax })
  | (Place & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    });
