import { choice, integer, type ValuesOf } from '../../hdl/index.js';
import { parameters as dispatchParameters } from '../dispatch-unit/parameters.js';
import { parameters as sequencerParameters } from '../sequencer/shapes.js';

/** Those of the sequencer under their names, and those of the dispatch unit's memory port with `fetch` in front. */
export const parameters = {
  ...sequencerParameters,
  fetchDataBits: choice([32, 64, 128], 'bits of a word of the memory port that bytecode comes from'),
  fetchTagBits: dispatchParameters.tagBits,
  fetchDepth: dispatchParameters.depth,
  fetchBehind: integer(16, {
    min: 0,
    max: 255,
    documentation: 'words of the prefetch buffer that are kept behind the pc for predicted jumps',
  }),
  fetchRequests: dispatchParameters.requests,
  fetchBurstBeats: dispatchParameters.burstBeats,
  prediction: dispatchParameters.prediction,
};

export type InterpreterCoreParameters = ValuesOf<typeof parameters>;

/** Counters from this index on are the dispatch unit's, from its first on. */
export const firstDispatchCounter = 32;

export const counterIndexBits = 6;
