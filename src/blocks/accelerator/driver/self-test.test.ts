/** The C driver at work: the self-test drives the simulated accelerator from this machine and from an interpreted RISC-V. */
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../bench/rv32im/program.js';
import { compileForHost } from '../../../tools/c-compiler.js';
import { runOnHost } from './fixture/host-process.js';
import { runInterpreted } from './fixture/interpreted.js';
import { selfTest } from './fixture/sources.js';
import { TestMachine } from './fixture/test-machine.js';

describe('the C driver', () => {
  it('drives the accelerator from this machine', async () => {
    const machine = new TestMachine();
    const build = { sources: selfTest(machine.parameters, 'host'), flags: ['-O1', '-DADDER_BUS'] };
    const { path, warnings } = await compileForHost(build);
    expect(warnings).toBe('');
    const { exitCode, stderr, accesses } = await runOnHost(path, machine);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(accesses).toBeGreaterThan(100);
  });

  it('drives the accelerator from an interpreted RISC-V', async () => {
    const machine = new TestMachine();
    const program = await buildProgram(selfTest(machine.parameters, 'riscv'));
    const { stop, result, instructions } = runInterpreted(program, machine);
    expect({ reason: stop.reason, failed: result }).toEqual({ reason: 'ebreak', failed: 0 });
    expect(instructions).toBeGreaterThan(1000);
  });
});
