/** The C driver at work: the self-test drives the simulated accelerator from this machine and from an interpreted RISC-V. */
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../bench/rv32im/program.js';
import { compileForHost } from '../../../tools/c-compiler.js';
import { accelerator } from '../hardware.js';
import { runOnHost } from './fixture/host-process.js';
import { runInterpreted } from './fixture/interpreted.js';
import { selfTest } from './fixture/sources.js';
import { TestMachine } from './fixture/test-machine.js';
import { withCustomPort } from './fixture/with-custom-port.js';

/** @returns how many custom instructions were executed; where a check failed is what `failed` tells, see check.h */
async function interpret(machine: TestMachine, flags: readonly string[]) {
  const program = await buildProgram(selfTest(machine.parameters, 'riscv'), { flags: ['-O2', ...flags] });
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
const configurations = [
  ['as it is by default', {}],
  ['with words of 64 bits', wide],
] as const;

describe.each(configurations)('the C driver of an accelerator %s', (_, parameters) => {
  it('drives it from this machine', async () => {
    const machine = new TestMachine(accelerator, parameters);
    const build = { sources: selfTest(machine.parameters, 'host'), flags: ['-O1', '-DADDER_BUS'] };
    const { path, warnings } = await compileForHost(build);
    expect(warnings).toBe('');
    const { exitCode, stderr, accesses } = await runOnHost(path, machine);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(accesses).toBeGreaterThan(100);
  });

  it('drives it from an interpreted RISC-V', async () => {
    expect(await interpret(new TestMachine(accelerator, parameters), [])).toBe(0);
  });
});

describe('the C driver', () => {
  it('drives the accelerator by registers and custom instructions', async () => {
    expect(await interpret(new TestMachine(withCustomPort), ['-DCUSTOM_PORT'])).toBeGreaterThan(400);
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
