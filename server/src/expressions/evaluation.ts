/** Somebody's answers to what expressions ask beyond the order itself. Facts that no expression needs may be left out. */
export interface Facts {
  /** The order as clients see it; amounts as numbers or decimal text. */
  readonly order: Readonly<Record<string, unknown>>;
  /** Its lines as clients see them, with their products as they are now. */
  readonly lines: readonly ExpressionLine[];
  readonly orderReturn?: Readonly<Record<string, unknown>>;
  readonly now: Date;
  /** Categories of a line's product, IDs in lower case: those it is assigned to, or those and all above them. */
  categories?(productId: string, which: "direct" | "above", line: unknown): ReadonlySet<string> | undefined;
  /** Tells whether the approval of that rule was given. */
  approved?(ruleId: string): boolean;
}

export type ExpressionLine = Readonly<Record<string, unknown>>;

/** An expression could not be brought to a result: it clashed with the data, or took too many steps. */
export class Failure extends Error {}

/** Steps that one expression may take for one line, or for the order. */
const mostSteps = 200_000;

/** Steps that several expressions may take in all, in whatever states of an order they are asked. */
export class StepBudget {
  readonly most: number;
  #taken = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** @throws Failure when too many were taken. */
  take(steps: number): void {
    this.#taken += steps;
    if (this.#taken > this.most) throw new Failure(`would take expressions beyond ${this.most} steps in all`);
  }
}

/** Letters of a text that are compared in one step. */
const lettersInStep = 64;

/** One state of an order, for any number of expressions; what they ask of all lines is worked out once. */
export class Evaluation {
  readonly facts: Facts;
  readonly #known = new Map<string, unknown>();
  /** The same, of what follows from the lines alone. */
  #knownOfLines = new Map<string, unknown>();
  #steps = 0;
  /** The line that `item` means. */
  line: ExpressionLine | undefined;
  /** The line that bare names are properties of. */
  current: ExpressionLine | undefined;
  /** The member of an array that `item` means within its functions. */
  element: unknown;
  readonly #budget: StepBudget | undefined;

  /** @param budget of all that is asked of it, and of the states that follow it. Default: each expression has its own alone. */
  constructor(facts: Facts, budget?: StepBudget) {
    this.facts = facts;
    this.#budget = budget;
  }

  /**
   * The state that the order is in next, with other amounts. What follows from the lines alone, and they are the same, stays
   * known.
   *
   * @param changes those of the facts that are others.
   */
  followedBy(changes: Partial<Pick<Facts, "order" | "lines">>): Evaluation {
    const next = new Evaluation({ ...this.facts, ...changes }, this.#budget);
    if (next.facts.lines === this.facts.lines) next.#knownOfLines = this.#knownOfLines;
    return next;
  }

  /** Begins an expression for a line, or for the order. */
  begin(line: ExpressionLine | undefined): void {
    this.#steps = 0;
    this.line = line;
    this.current = undefined;
    this.element = undefined;
  }

  /** @throws Failure when an expression takes too long. */
  step(): void {
    this.#steps++;
    if (this.#steps > mostSteps) throw new Failure(`takes more than ${mostSteps} steps`);
    this.#budget?.take(1);
  }

  /** Notes that a value is compared: of the budget, long texts take as many more steps as they are longer. @throws Failure */
  compares(value: unknown): void {
    if (typeof value === "string" && value.length >= lettersInStep)
      this.#budget?.take(Math.floor(value.length / lettersInStep));
  }

  /**
   * What does not depend on the line is asked once, however many expressions ask it.
   *
   * @param about its text.
   * @param from what it follows from.
   */
  once<Result>(about: string, from: "lines" | "order and lines", ask: () => Result): Result {
    const known = from === "lines" ? this.#knownOfLines : this.#known;
    if (known.has(about)) return known.get(about) as Result;
    const result = ask();
    known.set(about, result);
    return result;
  }

  /** Asks about each line in turn. */
  overLines<Result>(ask: (line: ExpressionLine) => Result): Result[] {
    const before = this.current;
    try {
      return this.facts.lines.map((line) => {
        this.current = line;
        return ask(line);
      });
    } finally {
      this.current = before;
    }
  }

  /** Asks about each member of an array in turn. */
  overElements<Result>(elements: readonly unknown[], ask: () => Result): Result[] {
    const before = this.element;
    try {
      return elements.map((element) => {
        this.element = element;
        return ask();
      });
    } finally {
      this.element = before;
    }
  }
}
