/** Directed corners: commands, code that cannot be, memory that fails, back-pressure, counters. */
import type { Scenario } from '../../testing/index.js';
import { directed, least, object, type Director } from './director.js';
import type { Assembler } from './assembler.js';
import type { SequencerEnvironment } from './environment.js';
import type { SequencerParameters } from './parameters.js';

const counts = (p: SequencerParameters): boolean => p.referenceCounts === 'stream';

/** A loop that sums up, with two local variables of one place in the buffer if it is that small. */
function sums(a: Assembler, rounds: number, far: number): void {
  const [head, test] = [a.label(), a.label()];
  a.constant(0);
  a.store(far);
  a.jump(test);
  a.place(head);
  a.load(1);
  a.load(far);
  a.constant(3);
  a.binary('xor');
  a.binary('add', true);
  a.store(1);
  a.load(far);
  a.constant(1);
  a.binary('add', true);
  a.store(far);
  a.place(test);
  a.load(far);
  a.constant(rounds);
  a.binary('less');
  a.jumpIf(true, head);
}

function* conflicts(director: Director, rounds: number) {
  const { localEntries, constantEntries } = director.p;
  yield* director.play((a) => sums(a, rounds, Math.min(70, localEntries + 1)), {
    sizes: { locals: Math.min(71, localEntries + 2) },
  });
  const far = Math.min(40, constantEntries);
  yield* director.play(
    (a) => {
      for (let count = 0; count < 3; count++) {
        a.object(0);
        a.object(far);
        a.pop();
        a.pop();
      }
    },
    { sizes: { constants: far + 1 } },
  );
}

export const machineScenarios: readonly Scenario<SequencerParameters, SequencerEnvironment>[] = [
  directed('bad-commands', 'Frames that cannot be', function* (director) {
    const { scene } = director.environment;
    const bytes = director.p.width / 8;
    const slips: readonly (() => void)[] = [
      () => (scene.command.stackPointer += bytes / 2),
      () => (scene.command.localsBase += 1),
      () => (scene.command.constantsBase += bytes / 2),
      () => {
        scene.command.stackBase += 2;
        scene.command.stackPointer += 2;
      },
      () => scene.setDepth(scene.command.stackWords + 1),
      () => (scene.command.stackPointer -= bytes),
      () => {
        const { addressBits } = director.p;
        scene.command.stackPointer = (scene.command.stackPointer + 2 ** (addressBits - 2)) % 2 ** addressBits;
      },
    ];
    for (const prepare of slips) yield* director.play((a) => a.load(0), { prepare });
    yield* director.play((a) => a.pop(), {
      stack: [1, 2, 3],
      sizes: { stack: 3 },
    });
    yield* director.play((a) => a.load(0), { sizes: { stack: 0, locals: 1, constants: 0 } });
  }),

  directed('large-frames', 'As many words as a command can say', function* (director) {
    const { command } = director.environment.scene;
    const prepare = (): void => {
      command.localsWords = 0xffff;
      command.constantsWords = 0xffff;
    };
    for (const beyond of [0x1_0000, 0xffff_0001])
      for (const what of ['load', 'object'] as const)
        yield* director.play(
          (a) => {
            a.load(1);
            a.object(1);
            a[what](beyond);
          },
          { prepare },
        );
  }),

  directed('bad-code', 'Code that ends, that is unknown, that is too long', function* (director) {
    const { isMicropython } = director;
    yield* director.play((a) => a.constant(1));
    yield* director.playBytes(isMicropython ? [0x81, 0xff] : [124, 0, 255, 0]);
    yield* director.playBytes(isMicropython ? [0x81, 0x22] : [124, 0, 144]);
    if (isMicropython) yield* director.playBytes([0x81, 0x22, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]);
    yield* director.playBytes([]);
  }),

  directed(
    'wrong-path-errors',
    'What the dispatch unit reports on a wrong path is not seen',
    function* (director) {
      for (const right of [0, 16])
        yield* director.play(
          (a) => {
            const [end, target] = [a.label(), a.label()];
            a.jump(target);
            a.place(end);
            a.raw('RETURN_VALUE');
            a.place(target);
            a.load(0);
            a.jumpIf(true, end);
          },
          { locals: [1], right },
        );
    },
  ),

  directed('wrapping-code', 'Code on both sides of address 0', function* (director) {
    const { scene } = director.environment;
    for (let tries = 0; tries < 60; tries++) {
      yield* director.play(
        (a) => {
          for (let count = 0; count < 6; count++) {
            const next = a.label();
            a.load(0);
            a.jumpIf(false, next);
            a.place(next);
          }
        },
        { locals: [1], right: tries % 17, prepare: () => scene.moveCode(-8) },
      );
      if (tries > 2) break;
    }
  }),

  directed('budgets', 'Limits of 1 and more, and none', function* (director) {
    const long = (a: Assembler): void => sums(a, 30, 2);
    for (const budget of [1, 2, 7, 100, 0]) yield* director.play(long, { budget });
    // Bytecode by bytecode, as a debugger does.
    yield* director.play((a) => sums(a, 2, 2), { budget: 1 });
    const { scene } = director.environment;
    for (let count = 0; count < 40; count++) {
      if (!scene.goOn()) break;
      scene.command.budget = 1;
      yield* director.go();
    }
  }),

  directed('interrupts', 'At a jump backward, and not before one', function* (director) {
    for (const interruptsAfter of [0, 5, 40])
      yield* director.play((a) => sums(a, 6, 2), { interruptsAfter, right: 12 });
  }),

  directed('failing-reads', 'Words that cannot be read', function* (director) {
    const { scene } = director.environment;
    for (const what of ['load', 'store', 'delete', 'object'] as const)
      yield* director.play(
        (a) => {
          a.constant(1);
          a[what](0);
          a.load(0);
        },
        {
          stack: [5],
          prepare: () =>
            scene.spoilRead(what === 'object' ? scene.command.constantsBase : scene.localAddress(0)),
        },
      );
    for (let depth = 0; depth < 3; depth++)
      yield* director.play((a) => a.rotateThree(), {
        stack: [1, 2, 3],
        prepare: () => scene.spoilRead(scene.stackAddress(depth)),
      });
  }),

  directed('failing-writes', 'Words that cannot be written, in a run and at its end', function* (director) {
    const { scene } = director.environment;
    const spoil = (address: () => number) => () => scene.spoilWrite(address());
    for (const rounds of [1, 30])
      yield* director.play((a) => sums(a, rounds, 2), { prepare: spoil(() => scene.localAddress(1)) });
    yield* director.play((a) => a.constant(1), { prepare: spoil(() => scene.stackAddress(0)) });
    yield* director.play((a) => a.constant(1), { stack: [4], prepare: spoil(() => scene.stackAddress(1)) });
    yield* director.play(
      (a) => {
        for (let count = 0; count < director.p.stackEntries + 4; count++) a.constant(count);
        for (let count = 0; count < director.p.stackEntries + 4; count++) a.pop();
      },
      { prepare: spoil(() => scene.stackAddress(1)) },
    );
    // And it is forgotten in the next run.
    yield* director.play((a) => a.load(0));
  }),

  directed('conflicts', 'Local variables and constants of one place in their buffer', function* (director) {
    yield* conflicts(director, 5);
    director.script.source('memory_request').pattern('000001'.repeat(60));
    yield* conflicts(director, 3);
    director.script.source('memory_request').flow();
  }),

  directed(
    'overwritten',
    'Local variables that are written again before they have left',
    function* (director) {
      const { localEntries } = director.p;
      for (const pattern of ['1', '000001', '01']) {
        director.script.source('memory_request').pattern(pattern.repeat(30));
        yield* director.play((a) => {
          for (let count = 0; count < 12; count++) {
            a.constant(count);
            a.store(count % 3);
          }
        });
        yield* director.play(
          (a) => {
            for (let count = 0; count < 2 * Math.min(24, localEntries); count++) {
              a.constant(count);
              a.store(count % Math.min(24, localEntries + 1));
            }
          },
          { sizes: { locals: 24 } },
        );
      }
      director.script.source('memory_request').flow();
    },
  ),

  directed('held', 'Hand-overs and memory requests that wait to be taken', function* (director) {
    director.done.stall();
    director.lay(shortProgram(director), {});
    director.offer();
    yield* director.done.offering();
    yield* director.script.cycles(6);
    yield* director.done.receive();
    director.script.source('memory_request').stall();
    director.lay(shortProgram(director), {});
    director.offer();
    yield* director.script.cycles(12);
    director.script.source('memory_request').flow();
    yield* director.done.receive();
  }),

  directed('early', 'A command that waits for the end of the run before', function* (director) {
    const { environment, script, done } = director;
    director.lay(shortProgram(director), {});
    director.offer();
    yield* script.until('the run to begin', () => environment.isRunning);
    script.sink('command').offer(() => environment.startEarly());
    const goal = done.transfers + 2;
    yield* script.until('both hand-overs', () => done.transfers >= goal);
  }),

  directed(
    'references',
    'Increments and decrements in their order, taken at once and late',
    function* (director) {
      const objects = [object(0x100), object(0x200), object(0x304), 5];
      const program = (a: Assembler): void => {
        a.load(0);
        a.load(1);
        a.duplicateTwo();
        a.binary('is');
        a.pop();
        a.binary('is_not');
        a.store(3);
        a.load(1);
        a.store(3);
        a.delete(3);
        a.load(2);
        a.duplicate();
        a.rotateTwo();
        a.pop();
        a.jumpIfNone(true, a.label());
        a.load(0);
        a.binary('is');
        a.null();
        a.pop();
      };
      for (const pattern of ['1', '0000001', '01', '001']) {
        director.script.source('references').pattern(pattern.repeat(20));
        yield* director.play(program, { locals: objects, right: 0 });
      }
      director.script.source('references').flow();
    },
    counts,
  ),

  directed(
    'large-quotient',
    'The one quotient that does not fit',
    function* (director) {
      yield* director.play(
        (a) => {
          a.load(0);
          a.constant(-1);
          a.binary('floor_divide');
        },
        { locals: [least] },
      );
    },
    (p) => p.divider !== 'none',
  ),

  directed(
    'counters',
    'Read after runs of every sort, and cleared',
    function* (director) {
      const { counters } = director.environment;
      if (!counters) return;
      yield* conflicts(director, 4);
      yield* director.play((a) => {
        const words = director.p.stackEntries + 3;
        for (let count = 0; count < words; count++) a.constant(count);
        for (let count = 1; count < words; count++) a.binary('add');
      });
      if (counts(director.p)) director.script.source('references').pattern('001'.repeat(200));
      yield* director.play(
        (a) => {
          for (let count = 0; count < 6; count++) {
            a.load(0);
            a.load(1);
            a.binary('is');
            a.pop();
          }
          a.constant(1);
          a.constant(7);
          a.constant(5);
          a.binary('multiply');
          a.constant(3);
          a.binary('modulo');
          a.binary('add');
          const next = a.label();
          a.jump(next);
          a.place(next);
        },
        { locals: [object(0x40), object(0x44)], right: 0 },
      );
      const idle = () => director.environment.idle();
      counters.read();
      yield* director.script.until('the counters to be read', idle);
      counters.clear();
      yield* director.script.until('the counters to be cleared', idle);
      counters.read();
      yield* director.script.until('the counters to be read', idle);
    },
    (p) => p.counterBits > 0,
  ),
];

function shortProgram(director: Director): Assembler {
  const assembler = director.assembler();
  assembler.load(0);
  assembler.constant(2);
  assembler.binary('add');
  assembler.store(1);
  return assembler;
}
