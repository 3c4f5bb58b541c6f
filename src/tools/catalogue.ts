/** The external programs Adder can use: how they are called, which version is needed, where they come from. */

export type ToolName = 'verilator' | 'compiler' | 'crossCompiler' | 'iverilog' | 'vvp' | 'yosys' | 'python';

export interface ToolDescription {
  /** As people call it. */
  readonly title: string;
  /** What Adder does with it. */
  readonly purpose: string;
  /** Names on PATH, in order of preference. */
  readonly executables: readonly string[];
  readonly versionArgument: string;
  /** The version is the first group of this pattern in what the program prints. */
  readonly versionPattern: RegExp;
  /** The oldest version that will do. */
  readonly minimum: string;
  /** Only versions that begin with this will do: where one series of a program defines the answers. */
  readonly series?: string;
  readonly debianPackage: string;
  readonly brewPackage: string;
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
    debianPackage: 'verilator',
    brewPackage: 'verilator',
  },
  compiler: {
    title: 'C++ compiler',
    purpose: `compiles Verilator's models, and C for the machine that tests run on`,
    executables: ['g++', 'clang++'],
    versionArgument: '--version',
    versionPattern: /(\d+\.\d+(?:\.\d+)?)/,
    minimum: '11.0',
    debianPackage: 'g++',
    brewPackage: 'gcc',
  },
  crossCompiler: {
    title: 'RISC-V C compiler',
    purpose: 'compiles the C driver and the loops in C that blocks are measured against',
    // Debian's and Homebrew's name; one compiler serves 32 and 64 bits.
    executables: ['riscv64-unknown-elf-gcc', 'riscv64-elf-gcc'],
    versionArgument: '--version',
    versionPattern: /\) (\d+\.\d+(?:\.\d+)?)/,
    minimum: '10.2',
    debianPackage: 'gcc-riscv64-unknown-elf',
    brewPackage: 'riscv64-elf-gcc',
  },
  iverilog: {
    title: 'Icarus Verilog',
    purpose: 'four-state replay, where an unknown value shows',
    executables: ['iverilog'],
    versionArgument: '-V',
    versionPattern: /^Icarus Verilog version (\d[\d.]*)/m,
    minimum: '11.0',
    debianPackage: 'iverilog',
    brewPackage: 'icarus-verilog',
  },
  vvp: {
    title: 'Icarus Verilog runtime',
    purpose: 'runs what iverilog has compiled',
    executables: ['vvp'],
    versionArgument: '-V',
    versionPattern: /^Icarus Verilog runtime version (\d[\d.]*)/m,
    minimum: '11.0',
    debianPackage: 'iverilog',
    brewPackage: 'icarus-verilog',
  },
  yosys: {
    title: 'Yosys',
    purpose: 'finds several drivers of one net; synthesis and proofs',
    executables: ['yosys'],
    versionArgument: '-V',
    versionPattern: /^Yosys (\d[\d.]*)/m,
    minimum: '0.23',
    debianPackage: 'yosys',
    brewPackage: 'yosys',
  },
  python: {
    title: 'CPython 3.11',
    purpose: 'the oracle of the golden models',
    executables: ['python3.11', 'python3'],
    versionArgument: '--version',
    versionPattern: /^Python (\d[\d.]*)/m,
    minimum: '3.11',
    series: '3.11',
    debianPackage: 'python3.11',
    brewPackage: 'python@3.11',
  },
};

export const toolNames = Object.keys(tools) as readonly ToolName[];

/** The command that installs the tool on this machine: Homebrew's on macOS, else Debian's (with sudo when not root). */
export function installCommand(name: ToolName): string {
  if (process.platform === 'darwin') return `brew install ${tools[name].brewPackage}`;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install ${tools[name].debianPackage}`;
}

/** What a version has to be, for people: `5.006 or newer`, `3.11.x`. */
export function wantedVersion({ minimum, series }: ToolDescription): string {
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
