/** How the unit is verified: configurations, coverage, directed corners, random traffic. */
import { bytecodeSets, type BytecodeSet } from '../../bytecode/index.js';
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverageFor } from './coverage.js';
import { DispatchUnitEnvironment } from './environment.js';
import { dispatchUnit, dispatchUnitFor } from './hardware.js';
import { decodeScenarios } from './scenarios-decode.js';
import { faults } from './faults.js';
import { flowScenarios } from './scenarios-flow.js';
import type { DispatchUnitParameters } from './parameters.js';

const micropython = { set: 'micropython-1.9.2' };

export const configurations: readonly Configuration<DispatchUnitParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'micropython', parameters: micropython },
  { name: 'width64', parameters: { dataBits: 64, depth: 16, behind: 8, handlerBits: 64, addressBits: 48 } },
  {
    name: 'micropython-width128',
    parameters: { ...micropython, dataBits: 128, depth: 8, behind: 4, addressBits: 16 },
  },
  {
    name: 'width128-bursts',
    parameters: { dataBits: 128, depth: 16, behind: 8, burstBeats: 4, requests: 2 },
  },
  { name: 'no-prediction', parameters: { prediction: 'none', depth: 4, requests: 1, counterBits: 0 } },
  {
    name: 'micropython-smallest',
    parameters: {
      ...micropython,
      depth: 4,
      behind: 1,
      requests: 2,
      counterBits: 5,
      handlerBits: 1,
      addressBits: 16,
    },
  },
  {
    name: 'micropython-bursts',
    parameters: {
      ...micropython,
      dataBits: 64,
      depth: 64,
      behind: 16,
      burstBeats: 16,
      requests: 32,
      addressBits: 48,
    },
  },
];

/** Of the unit for these sets; only configurations of sets among them. */
export function verificationFor(
  sets: readonly [BytecodeSet, ...BytecodeSet[]],
  block: ReturnType<typeof dispatchUnitFor> = dispatchUnitFor(sets),
): BlockVerification<DispatchUnitParameters, DispatchUnitEnvironment> {
  const known = (name: string): BytecodeSet | undefined => sets.find((set) => set.name === name);
  return {
    block,
    configurations: configurations.filter(({ parameters: { set } }) => !set || known(set)),
    coverage: coverageFor(sets),
    scenarios: [...decodeScenarios, ...flowScenarios],
    faults,
    create: (parameters, context) =>
      new DispatchUnitEnvironment(known(parameters.set) ?? sets[0], parameters, context),
  };
}

export const verification = verificationFor(bytecodeSets, dispatchUnit);
