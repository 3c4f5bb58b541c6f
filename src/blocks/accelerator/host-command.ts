/** A command as the environment's host follows it, from the draw to its response. */
export type Route = 'port' | 'registers';

export interface HostCommand {
  operation: number;
  aLow: number;
  aHigh: number;
  bLow: number;
  bHigh: number;
  tag: number;
  route: Route;
  /** What must come back; while `judged` is false, whoever drew it judges in `answered`. */
  judged: boolean;
  status: number;
  low: number;
  high: number;
  /** Number among the commands of its route. */
  age: number;
  /** Number among the commands of its unit and route. */
  sequence: number;
  answered: ((status: number, low: number, high: number) => void) | undefined;
}

export function hostCommand(operation: number, aLow = 0, bLow = 0, aHigh = 0, bHigh = 0): HostCommand {
  return {
    operation,
    aLow,
    aHigh,
    bLow,
    bHigh,
    tag: 0,
    route: 'port',
    judged: false,
    status: 0,
    low: 0,
    high: 0,
    age: 0,
    sequence: 0,
    answered: undefined,
  };
}
