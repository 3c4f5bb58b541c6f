/** Directed corners of fetching and of control: loops, redirects and halts in every cycle, interrupts, steps, changed code. */
import type { Opcode } from '../../bytecode/index.js';
import type { Steps } from '../../testing/index.js';
import { hosted, type Host } from './host.js';

const middle = 256;

const isBackward = ({ jump, specializes }: Opcode): unknown =>
  jump && jump.kind !== 'label' && jump.direction !== 'forward' && specializes === undefined;

/** A loop of so many bytes at least. */
function loop(host: Host, bytes: number, opcode: Opcode): number[] {
  const body: number[] = [];
  while (body.length < bytes) body.push(...host.bytes(host.plain));
  return [...body, ...host.jump(opcode, -body.length)];
}

/** Latencies of memory to try: as fast as it gets, and slow enough that requests pile up. */
function* withLatencies(host: Host, steps: (latency: number) => Steps): Steps {
  for (const latency of [1, 2, 7]) {
    host.unit.latency.min = latency;
    host.unit.latency.max = latency;
    yield* steps(latency);
  }
}

export const flowScenarios = [
  hosted('straight', 'Straight code at full speed, from each place in a word', function* (host) {
    yield* withLatencies(host, function* () {
      for (let offset = 0; offset < host.parameters.dataBits / 8; offset++) {
        yield* host.run(middle + offset, host.plainBytes(60));
        yield* host.take(50);
      }
    });
  }),
  hosted('end-of-addresses', 'Straight code up to the last address and beyond it', function* (host) {
    const { bytes } = host.unit.memory.image;
    for (let over = 0; over < 4; over++) {
      const code = host.plainBytes(20);
      yield* host.run(bytes - code.length + over, code.slice(0, code.length - over));
      yield* host.stopped();
    }
  }),
  hosted('stalls', 'Straight code that is taken now and then', function* (host) {
    for (const pattern of ['0', '01', '0001', '110', '0000000000000001']) {
      yield* host.run(middle, host.plainBytes(80));
      host.dispatched.pattern(pattern.repeat(Math.ceil(60 / pattern.length)));
      yield* host.script.cycles(60);
      host.dispatched.flow();
      host.requests.pattern(pattern.repeat(Math.ceil(60 / pattern.length)));
      yield* host.run(middle, host.plainBytes(80));
      yield* host.script.cycles(60);
      host.requests.flow();
    }
  }),
  hosted('skipped-words', 'Instructions with the most skipped bytes, one behind the other', function* (host) {
    if (!host.traits.skipped) return;
    const longest = host.unit.set.opcodes.reduce((a, b) => ((b.skipped ?? 0) > (a.skipped ?? 0) ? b : a));
    yield* withLatencies(host, function* () {
      for (let offset = 0; offset < host.parameters.dataBits / 8; offset++) {
        const code = [
          ...host.bytes(longest),
          ...host.plainBytes(1),
          ...host.bytes(longest),
          ...host.bytes(longest),
        ];
        yield* host.run(middle + offset, [...code, ...code, ...host.plainBytes(4)]);
        yield* host.take(10);
      }
    });
  }),
  hosted('loops', 'Loops that fit into the buffer, that just do not, and that never could', function* (host) {
    const wordBytes = host.parameters.dataBits / 8;
    const { depth, behind } = host.parameters;
    const jumps = host.unit.set.opcodes.filter(isBackward);
    const sizes = new Set([
      0,
      1,
      behind - 1,
      behind,
      behind + 1,
      depth - behind,
      depth - 1,
      depth,
      depth + 1,
    ]);
    yield* withLatencies(host, function* (latency) {
      for (const words of sizes) {
        const bytes = Math.max(0, words) * wordBytes;
        if (bytes > 600 || bytes > 2 * depth * wordBytes) continue;
        const opcode = jumps[(words + latency) % jumps.length] ?? host.find(isBackward);
        const offset = middle + host.script.random.bits(4);
        yield* host.run(offset, loop(host, bytes, opcode));
        const around = Math.floor(bytes / host.traits.shortest) + 1;
        yield* host.take(Math.min(200, 4 * around + 2));
      }
    });
  }),
  hosted('jumps-ahead', 'Jumps forward, into the buffer and beyond it', function* (host) {
    const always = ({ jump }: Opcode): unknown => jump?.kind === 'always' && jump.direction !== 'backward';
    if (!host.has(always)) return;
    const jump = host.find(always);
    yield* withLatencies(host, function* () {
      for (const count of [0, 2])
        for (const distance of [0, 2, 4, 8, 16, 32, 48, 64, 128]) {
          const front = host.plainBytes(count);
          const there = host.jump(jump, 16 + distance);
          const between = Array<number>(16 + distance - there.length).fill(0);
          yield* host.run(middle, [...front, ...there, ...between, ...host.plainBytes(2)]);
          yield* host.take(count + 3);
        }
    });
  }),
  hosted('redirects', 'A second redirect in each cycle after a first one', function* (host) {
    yield* withLatencies(host, function* (latency) {
      for (let delay = 0; delay < 8 + latency; delay++) {
        for (const [from, to] of [
          [middle, middle],
          [middle, middle + 1],
          [middle + 3, middle + 64],
          [middle, middle + 600],
        ] as const) {
          yield* host.run(from, host.plainBytes(30));
          yield* host.script.cycles(delay);
          yield* host.run(to, host.plainBytes(30));
          yield* host.take(4);
        }
      }
    });
    // In every cycle, and while nothing is taken or asked for.
    for (let count = 0; count < 12; count++) yield* host.run(middle + 4 * count, host.plainBytes(9));
    yield* host.take(3);
    for (const stream of [host.dispatched, host.requests]) {
      stream.stall();
      yield* host.script.cycles(6);
      yield* host.run(middle, host.plainBytes(9));
      yield* host.script.cycles(6);
      yield* host.run(middle + 128, host.plainBytes(9));
      yield* host.script.cycles(3);
      stream.flow();
      yield* host.take(3);
    }
  }),
  hosted(
    'changed-code',
    'Other code at the same place, redirected to in each cycle of its fetch',
    function* (host) {
      const others = host.unit.set.opcodes.filter(({ jump, prefix }) => !jump && !prefix);
      yield* withLatencies(host, function* (latency) {
        for (let delay = 0; delay < 10 + latency; delay++) {
          const opcode = host.script.random.pick(others);
          const more = Array.from({ length: 12 }, () => host.bytes(opcode)).flat();
          yield* host.run(middle, more.slice(0, 200));
          yield* host.script.cycles(delay);
        }
        yield* host.take(3);
      });
    },
  ),
  hosted('halts', 'A halt in each cycle after a redirect, and another redirect after it', function* (host) {
    const prefixed = host.traits.prefixes
      ? Array.from({ length: 5 }, () =>
          host.bytes(
            host.find(({ prefix }) => prefix),
            1,
          ),
        ).flat()
      : [];
    yield* withLatencies(host, function* (latency) {
      for (let delay = 0; delay < 12 + latency; delay++) {
        for (const front of [[], prefixed]) {
          yield* host.run(middle, [...front, ...host.plainBytes(12), ...front, ...host.plainBytes(12)]);
          yield* host.script.cycles(delay);
          if (delay % 3 === 1) host.dispatched.stall();
          yield* host.halt();
          yield* host.script.cycles(2);
          host.dispatched.flow();
        }
      }
    });
    // While instructions come, however long the first one took.
    for (const stalls of [false, true]) {
      yield* host.run(middle, host.plainBytes(60));
      yield* host.take(3);
      if (stalls) host.dispatched.stall();
      yield* host.script.cycles(3);
      yield* host.halt();
      yield* host.script.cycles(2);
      host.dispatched.flow();
    }
    yield* host.halt();
    yield* host.halt();
    // With a redirect in the same cycle.
    for (const running of [false, true]) {
      if (running) {
        yield* host.run(middle, host.plainBytes(30));
        yield* host.take(3);
      }
      host.redirect(middle + 64);
      yield* host.halt();
      yield* host.script.cycles(8);
    }
  }),
  hosted('interrupts', 'An interrupt from each cycle on, before calls and jumps', function* (host) {
    const looking = host.unit.set.opcodes.filter(
      ({ interrupts, specializes }) => interrupts && specializes === undefined,
    );
    for (const opcode of looking) {
      for (let delay = 0; delay < 9; delay++) {
        const front = host.plainBytes(3);
        const there = opcode.jump ? host.jump(opcode, -front.length) : host.bytes(opcode);
        yield* host.run(middle, [...front, ...there, ...host.plainBytes(2)]);
        yield* host.script.cycles(delay);
        host.unit.interrupt = true;
        yield* host.script.cycles(delay % 4);
        if (delay % 2 === 0) host.unit.interrupt = false;
        yield* host.take(6);
        host.unit.interrupt = false;
      }
    }
    // It is passed over by everything else.
    host.unit.interrupt = true;
    for (const opcode of host.unit.set.opcodes) {
      if (opcode.interrupts === 'always' || opcode.prefix) continue;
      yield* host.run(middle, [...host.bytes(opcode), ...host.plainBytes(1)]);
      yield* host.take(1);
    }
    host.unit.interrupt = false;
  }),
  hosted('single-steps', 'One instruction after each redirect, jumps and chains included', function* (host) {
    host.unit.singleStep = true;
    for (const opcode of host.unit.set.opcodes) {
      if (opcode.prefix) continue;
      yield* host.run(middle, [...host.bytes(opcode), ...host.plainBytes(2)]);
      yield* host.stopped();
    }
    host.unit.singleStep = false;
    for (let delay = 0; delay < 10; delay++) {
      yield* host.run(middle, host.plainBytes(20));
      yield* host.script.cycles(delay);
      host.unit.singleStep = true;
      yield;
      host.unit.singleStep = false;
      yield* host.script.cycles(4);
    }
  }),
  hosted('counters', 'All counters, cleared amid traffic', function* (host) {
    yield* host.run(middle, host.plainBytes(60));
    yield* host.take(20);
    const { counters } = host.unit;
    if (counters) counters.clearNext = true;
    yield* host.take(20);
    yield* host.script.cycles(16);
  }),
];
