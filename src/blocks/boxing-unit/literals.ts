import type { LiteralTable } from '../tagged-alu/literals.js';

/** Written by hand from README.md: what the unit adds to the tables of tagged-alu. */
export const literals: readonly LiteralTable[] = [
  {
    format: 'micropython',
    width: 32,
    rows: [
      ['mul', '0000000d', '0000000f', '00000055', ''], // 6 * 7
      ['mul', '0000001e', '0000001e', '00000003', ''], // True * True
      ['mul', '80000001', 'ffffffff', '00000000', 'overflow'],
      ['mul', '80000001', '00000003', '80000001', ''],
      ['mul', '80000001', '00000001', '00000001', ''],
      ['mul', '00010001', '00010001', '00000000', 'overflow'], // 2^15 * 2^15
      ['mul', '00010001', 'ffff0001', '80000001', ''], // 2^15 * -2^15
      ['mul', '80000001', '80000001', '00000000', 'overflow'],
      ['mul', '00020001', '00020001', '00000000', 'overflow'], // 2^32: the lower half is 0
      ['floor_div', '0000000f', '00000005', '00000007', ''], // 7 // 2
      ['floor_div', 'fffffff3', '00000005', 'fffffff9', ''], // -7 // 2 == -4
      ['floor_div', '0000000f', 'fffffffd', 'fffffff9', ''], // 7 // -2 == -4
      ['floor_div', 'fffffff3', 'fffffffd', '00000007', ''], // -7 // -2 == 3
      ['floor_div', 'fffffff5', '00000007', 'fffffffd', ''], // -6 // 3 == -2
      ['floor_div', '80000001', 'ffffffff', '00000000', 'overflow'],
      ['floor_div', '80000001', '00000003', '80000001', ''],
      ['floor_div', '0000001e', '0000001e', '00000003', ''],
      ['modulo', '0000000f', '00000005', '00000003', ''], // 7 % 2
      ['modulo', 'fffffff3', '00000007', '00000005', ''], // -7 % 3 == 2
      ['modulo', '0000000f', 'fffffffb', 'fffffffd', ''], // 7 % -3 == -2
      ['modulo', 'fffffff3', 'fffffffb', 'ffffffff', ''], // -7 % -3 == -1
      ['modulo', '80000001', 'ffffffff', '00000001', ''],
      ['modulo', '80000001', '7fffffff', '7ffffffd', ''],
      ['modulo', '00000003', '00000001', '00000000', 'divide_by_zero'],
    ],
  },
  {
    format: 'micropython',
    width: 64,
    rows: [
      ['mul', '8000000000000001', 'ffffffffffffffff', '0000000000000000', 'overflow'],
      ['mul', '0000000100000001', 'ffffffff00000001', '8000000000000001', ''], // 2^31 * -2^31
      ['mul', '0000000100000001', '0000000100000001', '0000000000000000', 'overflow'],
      ['mul', '00000000ffffffff', '0000000100000003', '7fffffffffffffff', ''], // (2^31 - 1) * (2^31 + 1)
      ['mul', '0000000200000001', '0000000200000001', '0000000000000000', 'overflow'], // 2^64
      ['floor_div', '8000000000000001', 'ffffffffffffffff', '0000000000000000', 'overflow'],
      ['floor_div', '8000000000000001', '0000000000000007', 'd555555555555555', ''], // -2^62 // 3
      ['floor_div', '7fffffffffffffff', '0000000200000001', '000000007fffffff', ''], // by 2^32
      ['modulo', '8000000000000001', '0000000000000007', '0000000000000005', ''], // -2^62 % 3 == 2
      ['modulo', '7fffffffffffffff', '0000000200000003', '0000000180000001', ''], // by 2^32 + 1
      ['modulo', '8000000000000001', '7fffffffffffffff', '7ffffffffffffffd', ''],
    ],
  },
  {
    format: 'micropython-1.9.2',
    width: 32,
    addresses: ['0002f7a8', '0002f7b0', '0002f7b8'],
    rows: [
      ['mul', '0002f7b8', '0000000f', '0000000f', ''], // True * 7
      ['modulo', '0000000f', '0002f7b8', '00000001', ''],
      ['floor_div', '0000000f', '0002f7b0', '00000000', 'divide_by_zero'],
      ['floor_div', '0002f7a8', '0002f7b0', '00000000', 'type_mismatch'],
    ],
  },
  {
    format: 'nan-boxing',
    width: 64,
    rows: [
      ['mul', 'fff9000000800000', 'fff9000000800000', 'fff9400000000000', ''], // 2^23 * 2^23
      ['mul', 'fff9000001000000', 'fff9000000800000', '0000000000000000', 'overflow'], // 2^47
      ['mul', 'fff9000001000000', 'fff9ffffff800000', 'fff9800000000000', ''], // -2^47
      ['mul', 'fff9800000000000', 'fff9800000000000', '0000000000000000', 'overflow'],
      ['floor_div', 'fff9800000000000', 'fff9ffffffffffff', '0000000000000000', 'overflow'],
      ['floor_div', 'fff9fffffffffff9', 'fff9000000000002', 'fff9fffffffffffc', ''], // -7 // 2
      ['modulo', 'fff9800000000000', 'fff9ffffffffffff', 'fff9000000000000', ''],
      ['modulo', 'fff9fffffffffff9', 'fff9000000000003', 'fff9000000000002', ''],
      ['modulo', 'fffb000000000003', 'fffb000000000001', '0000000000000000', 'divide_by_zero'],
    ],
  },
];
