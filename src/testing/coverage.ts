/** Functional coverage: named points, how often each was met, and which were missed. */
import { AdderError } from '../netlist/error.js';
import type { CoveragePoint } from './environment.js';

/** Counts how often one point was met. */
export class CoverCounter {
  count = 0;

  hit(): void {
    this.count++;
  }
}

export interface CoveredPoint {
  readonly name: string;
  readonly description: string;
  readonly count: number;
}

/** The counters of one run, or of several added up. */
export class Coverage {
  readonly #points: readonly CoveragePoint<never>[];
  readonly #counters = new Map<string, CoverCounter>();
  readonly #applicable: ReadonlySet<string>;

  /** @throws AdderError V01 where two points have one name */
  constructor(points: readonly CoveragePoint<never>[], parameters: unknown) {
    this.#points = points;
    for (const { name } of points) {
      if (this.#counters.has(name)) {
        throw new AdderError({
          code: 'V01',
          what: `two coverage points are called '${name}'`,
          fix: 'Rename one of them',
        });
      }
      this.#counters.set(name, new CoverCounter());
    }
    this.#applicable = new Set(
      points.filter((point) => point.applies?.(parameters as never) ?? true).map((point) => point.name),
    );
  }

  /** @throws AdderError V02 for a name that no point has */
  counter(name: string): CoverCounter {
    const counter = this.#counters.get(name);
    if (!counter) {
      throw new AdderError({
        code: 'V02',
        what: `no coverage point is called '${name}'; there are ${[...this.#counters.keys()].join(', ') || 'none'}`,
        fix: `Declare it in the verification's 'coverage'`,
      });
    }
    return counter;
  }

  /** Every point that can happen with these parameters, in declared order. */
  report(): CoveredPoint[] {
    return this.#points
      .filter((point) => this.#applicable.has(point.name))
      .map(({ name, description }) => ({ name, description, count: this.counter(name).count }));
  }

  /** Points that could have been met and were not. */
  missing(): CoveredPoint[] {
    return this.report().filter((point) => point.count === 0);
  }
}
