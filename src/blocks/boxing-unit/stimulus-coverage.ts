/** What a regression of the boxing unit must have met: README.md, "Coverage points". */
import { kinds, type Kind } from '../../formats/index.js';
import type { Context, CoverCounter, CoveragePoint } from '../../testing/index.js';
import {
  operationBits,
  operations,
  statuses,
  type Operation,
  type Status,
} from '../tagged-alu/operations.js';
import { operationsOf } from '../tagged-alu/groups.js';
import { corners } from './stimulus-corners.js';
import type { Corner, Seen } from './stimulus-seen.js';
import { counters } from './counters.js';
import { kindsOf } from './stimulus-operands.js';
import { unitsOf, type BoxingUnitParameters } from './parameters.js';

type Point = CoveragePoint<BoxingUnitParameters>;
type Applies = (parameters: BoxingUnitParameters) => boolean;

const allOperations = Object.keys(operations) as Operation[];
const assigned = new Set<number>(Object.values(operations));
const allKinds = Object.keys(kinds) as Kind[];

/** Operations of two boxed words, in the classes in which their operands' kinds are crossed. */
const classes: Readonly<Record<string, readonly Operation[]>> = {
  arithmetic: ['add', 'sub'],
  bitwise: ['bit_and', 'bit_or', 'bit_xor'],
  shift: ['shift_left', 'shift_right'],
  ordering: ['lt', 'le', 'gt', 'ge'],
  equality: ['eq', 'ne'],
  identity: ['is', 'is_not'],
  multiply: ['mul'],
  divide: ['floor_div', 'modulo'],
};
const classOf = new Map(
  Object.entries(classes).flatMap(([name, members]) => members.map((member) => [member, name] as const)),
);

/** Operations of one boxed word. */
const ofOne: readonly Operation[] = [
  'unbox_int',
  'unbox_float',
  'unbox_bool',
  'type_of',
  'truth',
  'neg',
  'invert',
];

/** What an operation can answer in a configuration. */
export function possibleStatuses(operation: Operation, parameters: BoxingUnitParameters): readonly Status[] {
  if (!operationsOf(parameters).has(operation)) return ['unsupported'];
  const hasFloats = parameters.format === 'nan-boxing';
  const has = unitsOf(parameters);
  const numbers: Status[] = hasFloats ? ['type_mismatch', 'float'] : ['type_mismatch'];
  switch (operation) {
    case 'box_int':
      return ['ok', 'needs_allocation'];
    case 'box_float':
      return hasFloats ? ['ok'] : ['needs_allocation'];
    case 'box_bool':
    case 'box_none':
    case 'type_of':
      return ['ok'];
    case 'unbox_float':
      return hasFloats ? ['ok', 'type_mismatch'] : ['type_mismatch'];
    case 'is':
    case 'is_not':
      return hasFloats ? ['ok', 'type_mismatch'] : ['ok'];
    case 'unbox_int':
    case 'unbox_bool':
    case 'truth':
    case 'invert':
    case 'bit_and':
    case 'bit_or':
    case 'bit_xor':
      return ['ok', 'type_mismatch'];
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
      return ['ok', ...numbers];
    case 'add':
    case 'sub':
    case 'neg':
      return ['ok', 'overflow', ...numbers];
    case 'shift_left':
      return ['ok', 'overflow', 'type_mismatch', 'negative_shift'];
    case 'shift_right':
      return ['ok', 'type_mismatch', 'negative_shift'];
    case 'mul':
      return [
        ...(has.multiplier ? ['ok' as const, 'overflow' as const] : ['unsupported' as const]),
        ...numbers,
      ];
    case 'floor_div':
    case 'modulo': {
      if (!has.divider) return ['unsupported', 'divide_by_zero', ...numbers];
      return [
        'ok',
        ...(operation === 'floor_div' ? ['overflow' as const] : []),
        'divide_by_zero',
        ...numbers,
      ];
    }
  }
}

const has =
  (...wanted: readonly Kind[]): Applies =>
  ({ format }) =>
    wanted.every((kind) => kindsOf(format).includes(kind));
const statusName = (operation: Operation, status: Status): string => `${operation} ${status}`;
const kindName = (operation: Operation, kind: Kind): string => `${operation} of ${kind}`;
const pairName = (name: string, a: Kind, b: Kind): string => `${name} operands ${a} ${b}`;

const answerPoints: Point[] = allOperations.flatMap((operation) =>
  (Object.keys(statuses) as Status[]).map((status) => ({
    name: statusName(operation, status),
    description: `${operation} answers ${status}`,
    applies: (parameters) => possibleStatuses(operation, parameters).includes(status),
  })),
);

const kindPoints: Point[] = [
  ...ofOne.flatMap((operation) =>
    allKinds.map((kind) => ({
      name: kindName(operation, kind),
      description: `${operation} of a word of this kind`,
      applies: has(kind),
    })),
  ),
  ...Object.keys(classes).flatMap((name) =>
    allKinds.flatMap((a) =>
      allKinds.map((b) => ({
        name: pairName(name, a, b),
        description: `an operation of class ${name} on words of these kinds`,
        applies: has(a, b),
      })),
    ),
  ),
];

const hasCounters: Applies = ({ counterBits }) => counterBits > 0;

/** Points of the streams and the counters, met over several cycles. */
export const flowPoints = {
  'unassigned operation': { description: 'code 23, 30 or 31' },
  'all answers waiting': {
    description: 'a request waits while all the queues hold are in flight',
    applies: ({ inOrder, tagBits, requestQueueDepth, responseQueueDepth }) =>
      inOrder || 2 ** tagBits > requestQueueDepth + responseQueueDepth,
  },
  'request waits for multiplier': {
    description: 'a mul waits although there is room for its answer',
    applies: (p) => unitsOf(p).multiplier && p.multiplier === 'iterative' && p.requestQueueDepth === 0,
  },
  'request waits for divider': {
    description: 'a division waits although there is room for its answer',
    applies: (p) => unitsOf(p).divider && p.requestQueueDepth === 0,
  },
  'request queue full': {
    description: 'a request waits because the queue is full',
    applies: ({ requestQueueDepth }) => requestQueueDepth > 0,
  },
  'answer held': { description: 'an answer is offered for 5 cycles before it is taken' },
  'back to back': {
    description: '8 requests taken in 8 cycles',
    applies: ({ requestQueueDepth }) => requestQueueDepth !== 1,
  },
  'simple waits behind deferred': {
    description: 'a simple request is taken while an older one is with the multiplier or the divider',
    applies: (p) => p.inOrder && (unitsOf(p).multiplier || unitsOf(p).divider),
  },
  'simple overtakes deferred': {
    description: 'its answer leaves before that of an older multiplication or division',
    applies: (p) => !p.inOrder && (unitsOf(p).multiplier || unitsOf(p).divider),
  },
  'multiplication and division in flight': {
    description: 'both at once',
    applies: (p) => unitsOf(p).multiplier && unitsOf(p).divider,
  },
  'constants changed': {
    description: 'requests before and after None, False and True moved',
    applies: ({ format }) => format === 'micropython-1.9.2',
  },
  'counter wraps': {
    description: 'a reading is smaller than the one before, without a clear',
    applies: ({ counterBits }) => counterBits > 0 && counterBits <= 8,
  },
  'counter cleared under events': {
    description: 'cleared in a cycle in which a request was taken',
    applies: hasCounters,
  },
} as const satisfies Record<string, { readonly description: string; readonly applies?: Applies }>;

export type FlowPoint = keyof typeof flowPoints;

export const counterName = (index: number): string => `counter ${counters[index]} read`;

export const coverage: readonly Point[] = [
  ...answerPoints,
  ...kindPoints,
  ...corners.map((corner) => ({ ...corner, applies: cornerApplies(corner) })),
  ...Object.entries(flowPoints).map(([name, point]) => ({ name, ...point })),
  ...counters.map((counter, index) => ({
    name: counterName(index),
    description: `${counter} read, and not 0`,
    applies: (parameters: BoxingUnitParameters) =>
      hasCounters(parameters) && countsSomething(index, parameters),
  })),
];

/** Requests are counted by their code alone; `unsupported` answers come of unassigned codes, too. */
function countsSomething(index: number, parameters: BoxingUnitParameters): boolean {
  const counter = counters[index] ?? '';
  const status = (Object.keys(statuses) as Status[]).find((name) => counter === `${name}_answers`);
  if (status === undefined || status === 'unsupported') return true;
  return allOperations.some((operation) => possibleStatuses(operation, parameters).includes(status));
}

/** It is met by one of its operations, so one that is left out must not be the only one. */
function cornerApplies(corner: Corner): Applies {
  return (parameters) => {
    const included = operationsOf(parameters);
    return corner.operations.some((name) => included.has(name)) && (corner.applies?.(parameters) ?? true);
  };
}

/** Tells the counters of coverage points what each request was; look-ups by code only. */
export class RequestCoverage {
  readonly #byStatus: (CoverCounter | undefined)[] = [];
  /** By operation, kind of a, kind of b. */
  readonly #byKinds: (CoverCounter | undefined)[] = [];
  readonly #corners: { readonly met: Corner['met']; readonly counter: CoverCounter }[][] = [];

  constructor(parameters: BoxingUnitParameters, cover: Context['cover']) {
    const unassigned = cover('unassigned operation');
    const included = operationsOf(parameters);
    for (let code = 0; code < 2 ** operationBits; code++) {
      this.#corners.push([]);
      if (!assigned.has(code)) this.#byStatus[code * 8 + statuses.unsupported] = unassigned;
    }
    for (const operation of allOperations) {
      const code = operations[operation];
      for (const status of possibleStatuses(operation, parameters)) {
        this.#byStatus[code * 8 + statuses[status]] = cover(statusName(operation, status));
      }
      const name = classOf.get(operation);
      for (const a of kindsOf(parameters.format)) {
        for (const b of kindsOf(parameters.format)) {
          const point = name
            ? pairName(name, a, b)
            : ofOne.includes(operation)
              ? kindName(operation, a)
              : undefined;
          this.#byKinds[kindIndex(code, kinds[a], kinds[b])] = point === undefined ? undefined : cover(point);
        }
      }
      if (!included.has(operation)) continue;
      this.#corners[code] = corners
        .filter((corner) => corner.operations.includes(operation) && cornerApplies(corner)(parameters))
        .map(({ name: point, met }) => ({ met, counter: cover(point) }));
    }
  }

  request(operation: number, seen: Seen): void {
    this.#byStatus[operation * 8 + seen.status]?.hit();
    this.#byKinds[kindIndex(operation, seen.a.kind, seen.b.kind)]?.hit();
    for (const { met, counter } of this.#corners[operation] ?? []) if (met(seen)) counter.hit();
  }
}

function kindIndex(operation: number, a: number, b: number): number {
  return operation * 64 + a * 8 + b;
}
