/** Ports that stand for a block, so that the models' own checks can be tested by breaking a rule. */
import { AreaPort } from '../area.js';
import type { Context } from '../environment.js';
import { MismatchError } from '../failure.js';
import { Random } from '../random.js';

export interface Pins {
  readonly context: Context;
  /** Sets ports by name, as the block would. */
  readonly set: (values: Readonly<Record<string, number>>) => void;
  readonly get: (name: string) => number;
}

/** Ports of these widths; those that are not named have 32 bits. */
export function pins(widths: Readonly<Record<string, number>> = {}, directed = false, seed = 1): Pins {
  const ports = new Map<string, AreaPort>();
  const port = (name: string): AreaPort => {
    const known =
      ports.get(name) ??
      new AreaPort(new Uint32Array(8), { name, width: widths[name] ?? 32, offset: 0, direction: 'input' });
    ports.set(name, known);
    return known;
  };
  return {
    context: {
      random: new Random(seed),
      directed,
      exactTiming: true,
      port,
      cover: () => ({ count: 0, hit: () => undefined }),
      fail: (mismatch) => {
        throw new MismatchError(mismatch);
      },
    },
    set: (values) => {
      for (const [name, value] of Object.entries(values)) port(name).set(value);
    },
    get: (name) => port(name).get(),
  };
}
