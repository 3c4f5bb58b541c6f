/** The FPGAs that Adder synthesises for: how Yosys and nextpnr are told, and how much of what they have. */
import { AdderError } from '../netlist/error.js';
import type { ToolName } from '../tools/catalogue.js';
import { asItIs, ecp5Area, type Flow } from './flow.js';

/** What a circuit takes of an FPGA, by the kinds that every family has under names of its own. */
export interface Area {
  /** Look-up tables, as the family counts them: of 4 inputs in iCE40, ECP5 and Gowin, of up to 6 in the others. */
  readonly luts: number;
  readonly flipFlops: number;
  /** Cells of carry chains: one bit each in iCE40 and Gowin, two in ECP5, four in Xilinx. */
  readonly carries: number;
  readonly blockRams: number;
  /** Cells of memory made of look-up tables. */
  readonly distributedRams: number;
  readonly dsps: number;
}

export type Resource = keyof Area;

/** What is counted, as reports call it. */
export const resourceTitles: Readonly<Record<Resource | 'logicCells', string>> = {
  luts: 'LUTs',
  flipFlops: 'flip-flops',
  logicCells: 'logic cells',
  carries: 'carry cells',
  blockRams: 'block RAMs',
  distributedRams: 'distributed RAMs',
  dsps: 'DSPs',
};

/** Place and route for a target, and what its package is. */
export interface Placer {
  readonly tool: ToolName;
  /** Of the device, for the placer. */
  readonly device: readonly string[];
  readonly package: string;
  /** The tool that makes the bitstream of it, and the option under which the placer writes what that reads. */
  readonly packer: { readonly tool: ToolName; readonly option: string; readonly extension: 'bin' | 'bit' };
}

export interface Target {
  readonly name: string;
  readonly title: string;
  readonly family: Family;
  /** Absent where no open tool places for it: then area is an estimate from synthesis, and there is no clock frequency. */
  readonly placer?: Placer;
  /** How much the device has; Infinity where the target stands for a whole family. */
  readonly capacity: Area;
}

/** What synthesis is to save: cells, or nanoseconds. */
export type Goal = 'area' | 'speed';

/** How a family is synthesised, and what its cells count as. */
export interface Family {
  /** In file names. */
  readonly name: 'ice40hx' | 'ice40up' | 'ecp5' | 'xilinx' | 'gowin' | 'cyclonev';
  readonly title: string;
  /** How Yosys makes its cells, for few of them or for a high frequency. */
  readonly synthesis: Readonly<Record<Goal, Flow>>;
  /**
   * The cells of Yosys' library by what they take: a cell counts under each resource whose pattern its type matches. Cells
   * that stand for several look-up tables count as often.
   */
  readonly cells: readonly {
    readonly type: RegExp;
    readonly resource: Resource;
    readonly count?: number;
  }[];
  /** Models of its cells that come with Yosys, how Yosys selects the modules that they replace, and the cells that have none. */
  readonly models?: {
    readonly file: string;
    readonly options: string;
    readonly boxes: string;
    readonly without?: RegExp;
  };
}

const both = (command: string): Family['synthesis'] => ({ area: asItIs(command), speed: asItIs(command) });

const unlimited: Area = {
  luts: Infinity,
  flipFlops: Infinity,
  carries: Infinity,
  blockRams: Infinity,
  distributedRams: Infinity,
  dsps: Infinity,
};

const ice40Cells: Family['cells'] = [
  { type: /^SB_LUT4$/, resource: 'luts' },
  { type: /^SB_DFF/, resource: 'flipFlops' },
  { type: /^SB_CARRY$/, resource: 'carries' },
  { type: /^SB_RAM40_4K/, resource: 'blockRams' },
  { type: /^SB_SPRAM256KA$/, resource: 'blockRams' },
  { type: /^SB_MAC16$/, resource: 'dsps' },
];

const ice40Models: Family['models'] = {
  file: '+/ice40/cells_sim.v',
  options: '-D NO_ICE40_DEFAULT_ASSIGNMENTS',
  boxes: '=*SB_*',
};

const ice40hx: Family = {
  name: 'ice40hx',
  title: 'Lattice iCE40 HX and LP',
  synthesis: both('synth_ice40 -abc9 -device hx'),
  cells: ice40Cells,
  models: ice40Models,
};

const ice40up: Family = {
  name: 'ice40up',
  title: 'Lattice iCE40 UltraPlus',
  synthesis: both('synth_ice40 -abc9 -device u -dsp'),
  cells: ice40Cells,
  models: ice40Models,
};

const ecp5: Family = {
  name: 'ecp5',
  title: 'Lattice ECP5',
  synthesis: { area: ecp5Area, speed: asItIs('synth_ecp5 -abc9') },
  // A carry cell takes the two look-up tables of its slice; a RAM of 16 x 4 bits the four of two slices.
  cells: [
    { type: /^LUT4$/, resource: 'luts' },
    { type: /^CCU2C$/, resource: 'luts', count: 2 },
    { type: /^TRELLIS_DPR16X4$/, resource: 'luts', count: 4 },
    { type: /^TRELLIS_FF$/, resource: 'flipFlops' },
    { type: /^CCU2C$/, resource: 'carries' },
    { type: /^(DP16KD|PDPW16KD)$/, resource: 'blockRams' },
    { type: /^TRELLIS_DPR16X4$/, resource: 'distributedRams' },
    { type: /^(MULT18X18D|ALU54B)$/, resource: 'dsps' },
  ],
  models: {
    file: '+/ecp5/cells_sim.v',
    options: '',
    boxes: '=A:blackbox =A:whitebox %u',
    without: /^(DP16KD|PDPW16KD|MULT18X18D|ALU54B)$/,
  },
};

const xilinx: Family = {
  name: 'xilinx',
  title: 'Xilinx 7 series',
  synthesis: both('synth_xilinx -family xc7 -noiopad -noclkbuf'),
  cells: [
    { type: /^LUT[1-6]$/, resource: 'luts' },
    { type: /^RAM(32|64)X1[SD]/, resource: 'luts', count: 2 },
    { type: /^RAM32M$/, resource: 'luts', count: 4 },
    { type: /^RAM64M$/, resource: 'luts', count: 4 },
    { type: /^SRL/, resource: 'luts' },
    { type: /^FD[A-Z]+$/, resource: 'flipFlops' },
    { type: /^CARRY4$/, resource: 'carries' },
    { type: /^RAMB(18|36)E1$/, resource: 'blockRams' },
    { type: /^RAM(32|64|128|256)(X1|M)/, resource: 'distributedRams' },
    { type: /^DSP48E1$/, resource: 'dsps' },
  ],
};

const gowin: Family = {
  name: 'gowin',
  title: 'Gowin LittleBee and Arora',
  synthesis: { area: asItIs('synth_gowin -noiopads -nowidelut'), speed: asItIs('synth_gowin -noiopads') },
  cells: [
    { type: /^LUT[1-4]$/, resource: 'luts' },
    { type: /^ALU$/, resource: 'luts' },
    { type: /^RAM16S/, resource: 'luts', count: 4 },
    { type: /^DFF/, resource: 'flipFlops' },
    { type: /^ALU$/, resource: 'carries' },
    { type: /^(SDPX?9?B?|DPX?9?B?|SPX?9?|SDPB|DPB|SP|pROM)$/, resource: 'blockRams' },
    { type: /^RAM16S/, resource: 'distributedRams' },
    { type: /^MULT/, resource: 'dsps' },
  ],
};

const cycloneV: Family = {
  name: 'cyclonev',
  title: 'Intel Cyclone V',
  synthesis: both('synth_intel_alm -family cyclonev -noiopad -noclkbuf'),
  cells: [
    { type: /^MISTRAL_ALUT[2-6]$/, resource: 'luts' },
    { type: /^MISTRAL_NOT$/, resource: 'luts' },
    { type: /^MISTRAL_ALUT_ARITH$/, resource: 'luts' },
    { type: /^MISTRAL_FF$/, resource: 'flipFlops' },
    { type: /^MISTRAL_ALUT_ARITH$/, resource: 'carries' },
    { type: /^MISTRAL_M10K$/, resource: 'blockRams' },
    { type: /^MISTRAL_MLAB$/, resource: 'distributedRams' },
    { type: /^MISTRAL_MUL/, resource: 'dsps' },
  ],
};

const icepack = { tool: 'icepack', option: '--asc', extension: 'bin' } as const;
const ecppack = { tool: 'ecppack', option: '--textcfg', extension: 'bit' } as const;

export const targets: readonly Target[] = [
  {
    name: 'hx8k',
    title: 'Lattice iCE40 HX8K',
    family: ice40hx,
    placer: { tool: 'nextpnrIce40', device: ['--hx8k'], package: 'ct256', packer: icepack },
    capacity: { ...unlimited, luts: 7680, flipFlops: 7680, carries: 7680, blockRams: 32, dsps: 0 },
  },
  {
    name: 'up5k',
    title: 'Lattice iCE40 UltraPlus 5K',
    family: ice40up,
    placer: { tool: 'nextpnrIce40', device: ['--up5k'], package: 'sg48', packer: icepack },
    capacity: { ...unlimited, luts: 5280, flipFlops: 5280, carries: 5280, blockRams: 30, dsps: 8 },
  },
  {
    name: 'ecp5-25k',
    title: 'Lattice ECP5 LFE5U-25F, speed 6',
    family: ecp5,
    placer: {
      tool: 'nextpnrEcp5',
      device: ['--25k', '--speed', '6'],
      package: 'CABGA381',
      packer: ecppack,
    },
    capacity: { ...unlimited, luts: 24_288, flipFlops: 24_288, blockRams: 56, dsps: 28 },
  },
  {
    name: 'ecp5-85k',
    title: 'Lattice ECP5 LFE5U-85F, speed 6',
    family: ecp5,
    placer: {
      tool: 'nextpnrEcp5',
      device: ['--85k', '--speed', '6'],
      package: 'CABGA381',
      packer: ecppack,
    },
    capacity: { ...unlimited, luts: 83_640, flipFlops: 83_640, blockRams: 208, dsps: 156 },
  },
  { name: 'xilinx-7', title: xilinx.title, family: xilinx, capacity: unlimited },
  { name: 'gowin', title: gowin.title, family: gowin, capacity: unlimited },
  { name: 'cyclone-v', title: cycloneV.title, family: cycloneV, capacity: unlimited },
];

/** The families of all targets. */
export const families: readonly Family[] = [...new Set(targets.map(({ family }) => family))];

/** @throws AdderError U08 */
export function findTarget(name: string): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (target) return target;
  throw new AdderError({
    code: 'U08',
    what: `there is no target '${name}'`,
    fix: `The targets are ${targets.map((candidate) => candidate.name).join(', ')}`,
  });
}
