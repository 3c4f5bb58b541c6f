import { beforeAll, describe, expect, it } from 'vitest';
import type { Environment, Machine } from './machine.js';
import { AccessFault, type AccessBytes } from './memory.js';
import { callFunction, type Program } from './program.js';
import { base, buildFunctions, free, machineFor } from './testing-functions.js';

let program: Program;
beforeAll(async () => {
  program = await buildFunctions();
});
const machineOf = (environment: Environment = {}): Machine => machineFor(program, environment);

describe('what the environment decides', () => {
  it.each([
    ['bad_zero', 0],
    ['bad_csr', 0xc000_2573],
    ['bad_funct', 0x04a5_0533],
  ])('stops at an illegal instruction: %s', (name, value) => {
    const { stop } = callFunction(machineOf(), program, name);
    expect(stop).toEqual({ reason: 'illegalInstruction', pc: program.address(name), value });
  });

  it.each([
    ['load_lw', 2, 2046],
    ['load_lh', 1, -1],
    ['store_sw', 1, -2047],
    ['store_sh', 3, 1],
  ])('stops at an access that is not aligned: %s', (name, argument, address) => {
    const { stop } = callFunction(machineOf(), program, name, [free + argument]);
    const expected = { reason: 'misalignedAccess', pc: program.address(name), value: free + address };
    expect(stop).toEqual(expected);
  });

  it('stops at an access outside of everything', () => {
    const { stop } = callFunction(machineOf(), program, 'load_lw', [0x1000]);
    expect(stop).toEqual({ reason: 'accessFault', pc: program.address('load_lw'), value: 0x17fc });
    expect(callFunction(machineOf(), program, 'store_sw', [0x1000]).stop.reason).toBe('accessFault');
  });

  it('stops at a jump to no place', () => {
    const machine = machineOf();
    const { stop } = callFunction(machine, program, 'misaligned_jump', [base + 2]);
    expect(stop).toEqual({
      reason: 'misalignedJump',
      pc: program.address('misaligned_jump'),
      value: base + 2,
    });
    expect(callFunction(machine, program, 'misaligned_jump', [0x4000]).stop).toEqual({
      reason: 'accessFault',
      pc: 0x4000,
      value: 0x4000,
    });
  });

  it('ends at ebreak and at an ecall that nobody answers', () => {
    expect(callFunction(machineOf(), program, 'break').stop).toMatchObject({
      reason: 'ebreak',
      pc: program.address('break'),
    });
    expect(callFunction(machineOf(), program, 'call').stop.reason).toBe('ecall');
  });

  it('goes on after an ecall that is answered', () => {
    const machine = machineOf({
      call: ({ x }: Machine) => {
        x[10] = 41;
        return true;
      },
    });
    expect(callFunction(machine, program, 'call').result).toBe(42);
  });

  it('hands custom instructions on', () => {
    const seen: number[][] = [];
    const machine = machineOf({
      custom: (...asked: [number, number, number]) => {
        seen.push(asked);
        return asked[1] === 0 ? undefined : 99;
      },
    });
    expect(callFunction(machine, program, 'custom', [5, 6]).result).toBe(99);
    expect(seen).toEqual([[(5 << 25) | (11 << 20) | (10 << 15) | (3 << 12) | (10 << 7) | 0x0b, 5, 6]]);
    expect(callFunction(machine, program, 'custom', [0, 6]).stop.reason).toBe('illegalInstruction');
  });

  it('reaches devices with any size, and their refusals', () => {
    const seen: unknown[] = [];
    const device = {
      base: 0x4000_0000,
      bytes: 16,
      read(offset: number, bytes: AccessBytes) {
        seen.push(['read', offset, bytes]);
        if (offset === 0) throw new AccessFault();
        return 0x8765_4321;
      },
      write(offset: number, bytes: AccessBytes, value: number) {
        seen.push(['write', offset, bytes, value]);
      },
    };
    const machine = machineOf({ devices: [device] });
    expect(callFunction(machine, program, 'load_lb', [device.base + 5]).result).toBe(0x21);
    expect(callFunction(machine, program, 'load_lh', [device.base + 2]).stop.reason).toBe('accessFault');
    callFunction(machine, program, 'store_sb', [device.base + 5, -2]);
    callFunction(machine, program, 'store_sw', [device.base + 2048 + 12, -2]);
    expect(seen).toEqual([
      ['read', 8, 1],
      ['read', 0, 2],
      ['write', 6, 1, 0xfe],
      ['write', 12, 4, -2],
    ]);
    expect(callFunction(machine, program, 'store_sw', [device.base + 2048 + 16, 0]).stop.reason).toBe(
      'accessFault',
    );
  });
});
