/** C compiled for RV32IM and interpreted computes what the same C computes on this machine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileForHost } from '../../tools/c-compiler.js';
import { run } from '../../tools/run.js';
import { Ram } from './memory.js';
import { buildProgram, callFunction, loadProgram } from './program.js';

/** Each returns a number that depends on all it has computed. */
const programs = `#include <stddef.h>
#include <stdint.h>

static uint32_t state;

static uint32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static int32_t numbers[257];

static void sort(int32_t *first, int32_t count) {
  int32_t pivot, i = 0, j = count - 1;
  if (count < 2) return;
  pivot = first[count / 2];
  while (i <= j) {
    while (first[i] < pivot) i++;
    while (first[j] > pivot) j--;
    if (i <= j) {
      int32_t kept = first[i];
      first[i++] = first[j];
      first[j--] = kept;
    }
  }
  sort(first, j + 1);
  sort(first + i, count - i);
}

uint32_t run_sort(void);
uint32_t run_sort(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 257; i++) numbers[i] = (int32_t)next_random();
  sort(numbers, 257);
  for (int i = 0; i < 257; i++) sum = sum * 31u + (uint32_t)numbers[i];
  return sum;
}

uint32_t run_crc(void);
uint32_t run_crc(void) {
  uint32_t crc = 0xffffffffu;
  uint8_t bytes[64];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)next_random();
  for (size_t i = 0; i < sizeof bytes; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

uint32_t run_divide(void);
uint32_t run_divide(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 40; i++) {
    uint64_t a = ((uint64_t)next_random() << 32) | next_random();
    uint64_t b = (((uint64_t)next_random() << 32) | next_random()) >> (next_random() % 63u);
    int64_t c = (int64_t)(a ^ (b << 7));
    if (b == 0) continue;
    sum = sum * 17u + (uint32_t)(a / b) + (uint32_t)(a % b) * 3u + (uint32_t)((a * b) >> 32);
    if (b < (uint64_t)INT64_MAX) sum += (uint32_t)(c / (int64_t)b) ^ (uint32_t)(c % (int64_t)b);
    sum += (uint32_t)((int32_t)a / (int32_t)((uint32_t)b | 1u)) ^ (uint32_t)((int16_t)a % (int16_t)((uint32_t)b | 1u));
  }
  return sum;
}

static double matrix[3][8][8];

uint32_t run_floats(void);
uint32_t run_floats(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 64; i++) {
    matrix[0][i / 8][i % 8] = (int32_t)next_random() / 65536.0;
    matrix[1][i / 8][i % 8] = (int32_t)next_random() / 3.0;
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      double cell = 0;
      for (int k = 0; k < 8; k++) cell += matrix[0][i][k] * matrix[1][k][j];
      sum = sum * 7u + (uint32_t)(int32_t)(cell / 1e9);
    }
  return sum;
}

struct node {
  struct node *left, *right;
  int16_t key;
  int8_t small;
};
static struct node nodes[200];

static struct node *insert(struct node *root, struct node *node) {
  if (!root) return node;
  if (node->key < root->key) root->left = insert(root->left, node);
  else root->right = insert(root->right, node);
  return root;
}

static uint32_t walk(const struct node *root, uint32_t sum) {
  if (!root) return sum;
  sum = walk(root->left, sum);
  sum = sum * 13u + (uint32_t)root->key + (uint32_t)root->small;
  return walk(root->right, sum);
}

uint32_t run_tree(void);
uint32_t run_tree(void) {
  struct node *root = NULL;
  for (int i = 0; i < 200; i++) {
    uint32_t random = next_random();
    nodes[i].left = nodes[i].right = NULL;
    nodes[i].key = (int16_t)random;
    nodes[i].small = (int8_t)(random >> 16);
    root = insert(root, &nodes[i]);
  }
  return walk(root, 1);
}

static uint32_t add(uint32_t a, uint32_t b) { return a + b; }
static uint32_t rotate(uint32_t a, uint32_t b) { return (a << (b & 31u)) | (a >> (-b & 31u)); }
static uint32_t product(uint32_t a, uint32_t b) { return (uint32_t)(((int64_t)(int32_t)a * (int32_t)b) >> 21); }
static uint32_t (*const table[])(uint32_t, uint32_t) = {add, rotate, product};

uint32_t run_calls(void);
uint32_t run_calls(void) {
  uint32_t value = next_random();
  for (int i = 0; i < 300; i++) {
    uint32_t random = next_random();
    switch (random >> 29) {
      case 0: value ^= 0x12345678u; break;
      case 1: value = ~value; break;
      case 2: value -= random; break;
      case 5: value = value < random ? value : random; break;
      default: value = table[random % 3u](value, random >> 3);
    }
  }
  return value;
}

uint32_t run(uint32_t which, uint32_t seed);
uint32_t run(uint32_t which, uint32_t seed) {
  uint32_t (*const all[])(void) = {run_sort, run_crc, run_divide, run_floats, run_tree, run_calls};
  state = seed;
  return all[which]();
}
`;
const names = ['sort', 'crc', 'divide', 'floats', 'tree', 'calls'];
const seeds = [1, 2, 12345, 0xdead_beef];

const main = `#include <stdint.h>
#include <stdio.h>
uint32_t run(uint32_t which, uint32_t seed);
int main(void) {
  const uint32_t seeds[] = {${seeds.map((seed) => `${seed}u`).join(', ')}};
  for (uint32_t which = 0; which < ${names.length}; which++)
    for (int seed = 0; seed < ${seeds.length}; seed++) printf("%lu\\n", (unsigned long)run(which, seeds[seed]));
  return 0;
}
`;
const sources = [{ name: 'programs.c', text: programs }];

describe('programs in C', () => {
  let expected: number[];
  beforeAll(async () => {
    // Integer overflow on the way to the sums is meant to wrap, as on RISC-V.
    const build = { sources: [...sources, { name: 'main.c', text: main }], flags: ['-O1', '-fwrapv'] };
    const { path } = await compileForHost(build);
    expected = (await run({ title: 'the programs', path }, [])).stdout.split('\n').map(Number);
  });

  it.each(['-O0', '-O2', '-Os'])('compute the same with %s', async (optimisation) => {
    const program = await buildProgram(sources, { flags: [optimisation, '-fwrapv'] });
    const machine = loadProgram(program, new Ram(0x8000_0000, 0x4_0000));
    const results = names.flatMap((name, which) =>
      seeds.map((seed) => {
        const { stop, result } = callFunction(machine, program, 'run', [which, seed], 10_000_000);
        expect(stop.reason, name).toBe('ebreak');
        return result >>> 0;
      }),
    );
    expect(results).toEqual(expected);
    expect(new Set(results).size).toBe(results.length);
  });
});
