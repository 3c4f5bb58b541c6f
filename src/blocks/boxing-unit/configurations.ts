import type { Configuration } from '../../testing/index.js';
import type { BoxingUnitParameters } from './parameters.js';

/** What is generated and regressed; the first is the default. */
export const configurations: readonly Configuration<BoxingUnitParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'micropython64', parameters: { width: 64 } },
  { name: 'micropython192-32', parameters: { format: 'micropython-1.9.2', requestQueueDepth: 1 } },
  { name: 'micropython192-64', parameters: { format: 'micropython-1.9.2', width: 64, multiplierStages: 4 } },
  { name: 'two-cycle', parameters: { simpleLatency: 2 } },
  { name: 'nan-boxing', parameters: { format: 'nan-boxing', width: 64 } },
  {
    name: 'out-of-order',
    parameters: {
      inOrder: false,
      simpleLatency: 2,
      tagBits: 5,
      requestQueueDepth: 2,
      dividerBitsPerCycle: 4,
      counterBits: 8,
    },
  },
  {
    name: 'iterative',
    parameters: {
      multiplier: 'iterative',
      multiplierBitsPerCycle: 8,
      dividerBitsPerCycle: 2,
      counterBits: 4,
    },
  },
  {
    name: 'nan-boxing-out-of-order',
    parameters: {
      format: 'nan-boxing',
      width: 64,
      inOrder: false,
      simpleLatency: 2,
      tagBits: 12,
      multiplier: 'iterative',
      multiplierBitsPerCycle: 4,
      counterBits: 40,
    },
  },
  {
    name: 'minimal',
    parameters: {
      tagBits: 1,
      multiplier: 'none',
      divider: 'none',
      responseQueueDepth: 2,
      counterBits: 0,
    },
  },
  {
    name: 'sums-and-comparisons',
    parameters: {
      tagBits: 1,
      shifts: false,
      conversion: false,
      multiplication: false,
      division: false,
      responseQueueDepth: 2,
      counterBits: 0,
    },
  },
  {
    name: 'conversion-and-products',
    parameters: {
      format: 'nan-boxing',
      width: 64,
      simpleLatency: 2,
      multiplier: 'iterative',
      arithmetic: false,
      logic: false,
      comparison: false,
      division: false,
      counterBits: 8,
    },
  },
  {
    name: 'no-products',
    parameters: {
      format: 'micropython-1.9.2',
      inOrder: false,
      shifts: false,
      conversion: false,
      multiplication: false,
      counterBits: 8,
    },
  },
];
