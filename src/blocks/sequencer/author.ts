/** Writes random programs that are well formed: expressions, assignments, branches, loops that end, shuffles of the stack. */
import type { Random } from '../../testing/index.js';
import { Assembler, type Binary, type Unary } from './assembler.js';
import type { SequencerParameters } from './parameters.js';

/** How often programs do what, of 256. */
export interface Temper {
  /** Integers at the ends of what fits; words that are no integers. */
  readonly corners: number;
  readonly objects: number;
  /** What only the host does. */
  readonly foreign: number;
  /** Deep expressions. */
  readonly deep: number;
  readonly products: number;
  readonly loops: number;
}

export const tempers: readonly Temper[] = [
  { corners: 2, objects: 2, foreign: 1, deep: 16, products: 24, loops: 24 },
  { corners: 1, objects: 0, foreign: 0, deep: 4, products: 2, loops: 40 },
  { corners: 48, objects: 16, foreign: 8, deep: 24, products: 96, loops: 12 },
  { corners: 4, objects: 4, foreign: 2, deep: 160, products: 4, loops: 16 },
  { corners: 12, objects: 80, foreign: 4, deep: 12, products: 16, loops: 12 },
];

const sums: readonly Binary[] = ['add', 'subtract', 'and', 'or', 'xor', 'add', 'subtract'];
const shifts: readonly Binary[] = ['shift_left', 'shift_right', 'shift_right'];
const products: readonly Binary[] = ['multiply', 'multiply', 'floor_divide', 'modulo'];
const comparisons: readonly Binary[] = [
  'less',
  'less_equal',
  'equal',
  'not_equal',
  'more',
  'more_equal',
  'is',
  'is_not',
];
const unaries: readonly Unary[] = ['positive', 'negative', 'not', 'invert'];

const foreign = {
  'micropython-1.9.2': ['RETURN_VALUE', 'LOAD_SUBSCR', 'GET_ITER', 'BUILD_MAP', 'POP_BLOCK', 'LOAD_NAME'],
  'cpython-3.11': ['RETURN_VALUE', 'BINARY_SUBSCR', 'GET_ITER', 'BUILD_LIST', 'LOAD_GLOBAL', 'CALL'],
} as const;

export class Author {
  readonly assembler: Assembler;
  readonly #p: SequencerParameters;
  readonly #random: Random;
  readonly #temper: Temper;
  readonly #locals: number;
  readonly #objects: number;
  #counters = 0;

  /** @param objects as many words of the constants are there beside what the code needs */
  constructor(p: SequencerParameters, random: Random, temper: Temper, locals: number, objects: number) {
    this.assembler = new Assembler(p.set);
    this.#p = p;
    this.#random = random;
    this.#temper = temper;
    this.#locals = locals;
    this.#objects = objects;
    for (let index = 0; index < objects; index++) this.assembler.constants.push(NaN);
  }

  write(statements: number): Assembler {
    if (this.#p.set === 'cpython-3.11') this.assembler.raw('RESUME');
    this.#block(statements, 0);
    this.#expression(1);
    this.assembler.raw('RETURN_VALUE');
    return this.assembler;
  }

  #chance(of256: number): boolean {
    return this.#random.below(256) < of256;
  }

  #block(statements: number, level: number): void {
    for (let count = 0; count < statements; count++) this.#statement(level);
  }

  #statement(level: number): void {
    const { assembler, assembler: a } = this;
    const random = this.#random;
    if (this.#chance(this.#temper.foreign)) {
      a.raw(random.pick(foreign[this.#p.set]));
      return;
    }
    if (level < 2 && this.#chance(this.#temper.loops)) {
      this.#loop(level);
      return;
    }
    switch (random.below(16)) {
      case 0:
      case 1: {
        const [other, end] = [a.label(), a.label()];
        this.#condition();
        a.jumpIf(random.chance(0.3), other);
        this.#block(1 + random.below(3), level + 1);
        if (random.chance(0.5)) {
          a.jump(end);
          a.place(other);
          this.#block(1 + random.below(2), level + 1);
          a.place(end);
        } else a.place(other);
        break;
      }
      case 2:
        this.#shuffle();
        break;
      case 3: {
        const end = a.label();
        a.load(this.#local());
        a.jumpIfNone(random.chance(0.5), end);
        this.#block(1, level + 1);
        a.place(end);
        break;
      }
      case 4:
        if (this.#chance(this.#temper.objects + 2)) {
          a.delete(this.#local());
          if (random.chance(0.8)) {
            this.#expression(1);
            a.store(this.#local());
          }
          break;
        }
        this.#expression(2);
        a.pop();
        break;
      case 5:
        if (this.#p.set === 'cpython-3.11') a.raw('NOP');
        this.#expression(0);
        a.duplicate();
        a.store(this.#local());
        a.store(this.#local());
        break;
      default:
        this.#expression(1 + random.below(3));
        assembler.store(this.#local());
    }
  }

  /** A counter goes from 0 up; the body may change it, and mostly does not. */
  #loop(level: number): void {
    const { assembler: a } = this;
    const random = this.#random;
    const [head, test] = [a.label(), a.label()];
    const counter = this.#locals > 4 ? this.#locals - 1 - (this.#counters++ % 3) : 0;
    a.constant(0);
    a.store(counter);
    const testsFirst = random.chance(0.5);
    if (testsFirst) {
      a.place(head);
      a.load(counter);
      a.constant(1 + random.below(4));
      a.binary('less');
      a.jumpIf(false, test);
    } else {
      a.jump(test);
      a.place(head);
    }
    this.#block(1 + random.below(3), level + 1);
    a.load(counter);
    a.constant(1);
    a.binary('add', true);
    a.store(counter);
    if (testsFirst) {
      a.jump(head);
      a.place(test);
      return;
    }
    a.place(test);
    a.load(counter);
    a.constant(1 + random.below(4));
    a.binary('less');
    a.jumpIf(true, head);
  }

  #condition(): void {
    this.#expression(1);
    if (this.#random.chance(0.7)) {
      this.#expression(0);
      this.assembler.binary(this.#random.pick(comparisons));
    }
  }

  #expression(depth: number): void {
    const { assembler: a } = this;
    const random = this.#random;
    if (this.#chance(this.#temper.deep) && depth > 0) {
      const words = 2 + random.below(this.#p.stackEntries + 3);
      for (let word = 0; word < words; word++) this.#leaf();
      for (let word = 1; word < words; word++) {
        if (random.chance(0.1)) a.duplicate();
        a.binary(random.pick(sums));
      }
      return;
    }
    if (depth === 0 || random.chance(0.2)) {
      this.#leaf();
      return;
    }
    switch (random.below(10)) {
      case 0:
        this.#expression(depth - 1);
        a.unary(random.pick(unaries));
        return;
      case 1:
        this.#expression(depth - 1);
        a.constant(random.below(12) - 1);
        a.binary(random.pick(shifts), random.chance(0.3));
        return;
      case 2: {
        const end = a.label();
        this.#condition();
        a.jumpOrPop(random.chance(0.5), end);
        this.#expression(depth - 1);
        a.place(end);
        return;
      }
      case 3:
        this.#condition();
        return;
      default:
        this.#expression(depth - 1);
        if (this.#chance(this.#temper.products)) {
          if (random.chance(0.5)) a.constant(random.below(12) - 2);
          else this.#expression(depth - 1);
          a.binary(random.pick(products), random.chance(0.3));
          return;
        }
        this.#expression(depth - 1);
        if (this.#chance(this.#temper.foreign)) a.binary(random.pick(['power', 'true_divide']));
        else a.binary(random.pick(sums), random.chance(0.3));
        if (random.chance(0.1)) {
          a.constant(255);
          a.binary('and');
        }
    }
  }

  #leaf(): void {
    const { assembler: a } = this;
    const random = this.#random;
    if (this.#chance(this.#temper.objects))
      switch (random.below(6)) {
        case 0:
          a.constant(random.pick(['none', 'true', 'false'] as const));
          return;
        case 1:
          a.null();
          return;
        case 2:
          if (this.#p.set === 'micropython-1.9.2') a.raw('LOAD_CONST_STRING', random.below(0x10000));
          else a.constant('none');
          return;
        default:
          a.object(random.below(this.#objects + 1));
          return;
      }
    if (random.chance(0.6)) a.load(this.#local());
    else if (this.#chance(this.#temper.corners) && this.#p.set === 'micropython-1.9.2')
      a.constant(random.nextInt32() >> random.below(31));
    else if (random.chance(0.2)) a.constant(random.below(2000) - 1000);
    else a.constant(random.below(40) - 8);
  }

  #shuffle(): void {
    const { assembler: a } = this;
    const random = this.#random;
    switch (random.below(4)) {
      case 0:
        this.#leaf();
        this.#leaf();
        a.rotateTwo();
        a.store(this.#local());
        a.store(this.#local());
        return;
      case 1:
        for (let count = 0; count < 3; count++) this.#leaf();
        a.rotateThree();
        for (let count = 0; count < 3; count++) a.store(this.#local());
        return;
      case 2:
        this.#leaf();
        this.#leaf();
        a.duplicateTwo();
        for (let count = 0; count < 3; count++) a.binary(random.pick(sums));
        a.store(this.#local());
        return;
      default: {
        const words = 1 + random.below(this.#p.stackEntries + 1);
        for (let word = 0; word < words; word++) this.#leaf();
        if (this.#p.set === 'cpython-3.11') {
          a.raw('SWAP', 1 + random.below(words));
          a.raw('COPY', 1 + random.below(words));
          a.pop();
        }
        for (let word = 0; word < words; word++) {
          if (random.chance(0.5)) a.store(this.#local());
          else a.pop();
        }
      }
    }
  }

  #local(): number {
    const random = this.#random;
    if (random.below(400) === 0) return this.#locals + random.below(4);
    return random.chance(0.7) ? random.below(Math.min(5, this.#locals)) : random.below(this.#locals);
  }
}
