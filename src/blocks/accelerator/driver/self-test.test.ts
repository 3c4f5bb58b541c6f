/** The C driver at work: the self-test drives the simulated accelerator from this machine and from an interpreted RISC-V. */
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../bench/rv32im/program.js';
import { compileForHost } from '../../../tools/c-compiler.js';
import type { Block, ParameterValue } from '../../../hdl/index.js';
import { acceleratorAxi } from '../hardware-axi.js';
import { acceleratorXif } from '../hardware-xif.js';
import { accelerator } from '../hardware.js';
import { runOnHost } from './fixture/host-process.js';
import { runInterpreted } from './fixture/interpreted.js';
import { selfTest, type Platform } from './fixture/sources.js';
import { TestMachine } from './fixture/test-machine.js';
import { withCustomPort } from './fixture/with-custom-port.js';

/** @returns how many custom instructions were executed; where a check failed is what `failed` tells, see check.h */
async function interpret(machine: TestMachine, flags: readonly string[], platform: Platform = 'riscv') {
  const program = await buildProgram(selfTest(machine.parameters, platform), { flags: ['-O2', ...flags] });
  const { stop, result, customInstructions } = runInterpreted(program, machine);
  expect({ reason: stop.reason, failed: result }).toEqual({ reason: 'ebreak', failed: 0 });
  return customInstructions;
}

/** Words that take two registers, and nothing but the blocks whose words they are. */
const wide = {
  width: 64,
  format: 'nan-boxing',
  cacheShapeBits: 48,
  cacheValueBits: 64,
  dispatch: false,
  sequencer: false,
  marker: false,
  sweeper: false,
  allocator: false,
  barrier: false,
  refcount: false,
};
const configurations: readonly (readonly [string, Block, Readonly<Record<string, ParameterValue>>])[] = [
  ['at AXI4-Lite and AXI4', acceleratorAxi, {}],
  ['with words of 64 bits', accelerator, wide],
];

describe.each(configurations)('the C driver of an accelerator %s', (_, block, parameters) => {
  it('drives it from this machine', async () => {
    const machine = new TestMachine(block, parameters);
    const build = { sources: selfTest(machine.parameters, 'host'), flags: ['-O1', '-DADDER_BUS'] };
    const { path, warnings } = await compileForHost(build);
    expect(warnings).toBe('');
    const { exitCode, stderr, accesses } = await runOnHost(path, machine);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(accesses).toBeGreaterThan(100);
  });

  it('drives it from an interpreted RISC-V', async () => {
    expect(await interpret(new TestMachine(block, parameters), [])).toBe(0);
  });
});

describe('the C driver', () => {
  it('drives the accelerator by registers and custom instructions', async () => {
    expect(await interpret(new TestMachine(withCustomPort), ['-DCUSTOM_PORT'])).toBeGreaterThan(400);
  });

  it('drives it by custom instructions alone, the registers too', async () => {
    const machine = new TestMachine(acceleratorXif);
    const instructions = await interpret(machine, ['-DCUSTOM_PORT', '-DADDER_BUS'], 'instructions');
    expect(instructions).toBeGreaterThan(2000);
  });

  it('leaves instructions that stand for no operation to the core, which finds them illegal', () => {
    const { custom } = new TestMachine(withCustomPort);
    const rType = (opcode: number, funct3: number, funct7: number): number =>
      (funct7 << 25) | (funct3 << 12) | (10 << 7) | opcode;
    expect(custom?.execute(rType(0x0b, 0, 0), 21, 0)).toBe(43);
    expect(custom?.execute(rType(0x0b, 6, 0), 21, 0)).toBeUndefined();
    expect(custom?.execute(rType(0x5b, 0, 0), 21, 0)).toBeUndefined();
    expect(custom?.execute(rType(0x0b, 0, 0), 22, 0)).toBe(45);
  });
});
