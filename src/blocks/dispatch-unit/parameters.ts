import { choice, integer } from '../../hdl/index.js';

/** Whether the stream follows jumps by itself. */
export const predictions = ['backward', 'none'] as const;

export type Prediction = (typeof predictions)[number];

/** One configuration, as the README's table describes it. */
export interface DispatchUnitParameters {
  readonly set: string;
  readonly addressBits: number;
  readonly dataBits: number;
  readonly tagBits: number;
  readonly handlerBits: number;
  readonly depth: number;
  readonly behind: number;
  readonly requests: number;
  readonly burstBeats: number;
  readonly prediction: Prediction;
  readonly counterBits: number;
}

/** All parameters but the bytecode set. */
export const parameters = {
  addressBits: integer(32, { min: 16, max: 48, documentation: 'bits of a byte address' }),
  dataBits: choice([32, 64, 128], 'bits of a word of the memory port'),
  tagBits: integer(1, { min: 1, max: 8, documentation: "bits of the memory port's tag, which is always 0" }),
  handlerBits: integer(32, {
    min: 1,
    max: 64,
    documentation: "bits of the jump table's entries",
  }),
  depth: integer(32, {
    min: 4,
    max: 256,
    powerOfTwo: true,
    documentation: 'words of the prefetch buffer',
  }),
  behind: integer(16, {
    min: 0,
    max: 255,
    documentation: 'words of it that are kept behind the pc for predicted jumps',
  }),
  requests: integer(4, { min: 1, max: 32, documentation: 'memory requests in flight' }),
  burstBeats: integer(1, {
    min: 1,
    max: 16,
    powerOfTwo: true,
    documentation: 'words that a memory request asks for, fewer up to the next multiple of as many',
  }),
  prediction: choice(predictions, 'which jumps the stream follows unasked'),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

/** In the order of their numbers. */
export const counters = [
  'bytecodes',
  'predicted_jumps',
  'unknown_opcodes',
  'bad_operands',
  'interrupts',
  'fetch_errors',
  'redirects',
  'halts',
  'empty_cycles',
  'dispatch_stalls',
  'requests',
  'request_stalls',
  'words',
  'word_errors',
] as const;

export type Counter = (typeof counters)[number];

export const counterIndexBits = 4;
