/**
 * The host of the accelerator in its environments: draws commands and register accesses, runs jobs, and judges every answer.
 * It knows nothing of ports: the plain environment and those of the wrappers carry its commands and accesses to theirs.
 */
import type { Context, CoverCounter, Random } from '../../testing/index.js';
import { BoxingUnitModel } from '../boxing-unit/model.js';
import { OperationMix } from '../boxing-unit/stimulus-mix.js';
import { Operands } from '../boxing-unit/stimulus-operands.js';
import { CacheJudge } from './cache-judge.js';
import { CacheTraffic } from './cache-traffic.js';
import { InterruptJudge } from './interrupt-judge.js';
import { describeCommand, describeResponse } from './describe.js';
import { hostCommand, type HostCommand, type Route } from './host-command.js';
import type { CommandStep, Job, Reply, Step } from './job.js';
import { RegisterModel } from './model-registers.js';
import { operations, operationsOf, type Operation, type UnitName } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import type { Register } from './register.js';
import { registerMap } from './register-map.js';
import { ownStatuses, statusBases } from './statuses.js';

const { register_read, register_write } = operations;

interface RunningJob {
  readonly job: Job;
  readonly route: Route;
  /** Asked for and not yet begun. */
  step: Step | undefined;
  /** While it waits for an answer, its step is undefined and this false. */
  readyIn: number;
  ended: boolean;
}

export interface HostOptions {
  /** Whether a command's handshake is seen in the cycle in which its unit takes it; else nothing is done that depends on it. */
  readonly exact: boolean;
  /** Whether commands travel at the command port (or as instructions), too, and not through registers alone. */
  readonly hasPort: boolean;
}

export class Host {
  readonly p: AcceleratorParameters;
  readonly registers: RegisterModel;
  readonly interrupts: InterruptJudge;
  readonly random: Random;
  readonly cache: CacheJudge | undefined;
  /** Through which way the commands of the table go, so that their order is known. */
  readonly cacheRoute: Route;
  /** Commands of the table go one at a time, since their order with everything else is not seen. */
  readonly cacheSerial: boolean;
  readonly operands: Operands;
  readonly boxing: BoxingUnitModel;
  readonly context: Context;
  draining = false;
  transactions = 0;
  /** Of the host into memory, so far. */
  writes = 0;
  cycle = -1;

  readonly #options: HostOptions;
  readonly #mix: OperationMix;
  readonly #cacheTraffic: CacheTraffic | undefined;
  readonly #units: readonly (UnitName | undefined)[];
  readonly #specs: readonly (Operation | undefined)[];
  readonly #outstanding: Readonly<Record<Route, (HostCommand | undefined)[]>>;
  readonly #counts: Record<Route, number> = { port: 0, registers: 0 };
  readonly #asked: Record<Route, number> = { port: 0, registers: 0 };
  readonly #answered: Record<Route, number> = { port: 0, registers: 0 };
  readonly #sequences = new Map<string, { asked: number; answered: number }>();
  readonly #jobs: RunningJob[] = [];
  readonly #unknown: readonly number[];
  readonly #a = { low: 0, high: 0 };
  readonly #b = { low: 0, high: 0 };
  readonly #covers: Readonly<Record<string, CoverCounter>>;
  /** A command's access to a register, which happens in the cycle after it was taken. */
  #access: HostCommand | undefined;
  readonly #queuedWrites: number[] = [];
  #steps: Step[] = [];
  #cacheOutstanding = 0;
  #traffic: 'mixed' | 'boxing' | 'cache' | 'unknown' = 'mixed';
  #trafficLeft = 0;

  constructor(p: AcceleratorParameters, context: Context, options: HostOptions) {
    this.p = p;
    this.context = context;
    this.#options = options;
    const random = context.random.fork('host');
    this.random = random;
    this.registers = new RegisterModel(registerMap(p));
    this.interrupts = new InterruptJudge(p, context, () => this.registers.read('interrupt_mask'));
    const present = operationsOf(p);
    const specs: (Operation | undefined)[] = Array.from({ length: 256 }, () => undefined);
    for (const [, operation] of present) specs[operation.code] = operation;
    this.#specs = specs;
    this.#units = specs.map((spec) => spec?.unit);
    this.#unknown = specs.flatMap((spec, code) => (spec ? [] : [code]));
    const places = 2 ** p.tagBits;
    const slots = () => Array.from({ length: places }, () => undefined);
    this.#outstanding = { port: slots(), registers: slots() };
    const byPort = context.directed || !random.chance(0.25);
    this.cacheRoute = options.hasPort && byPort ? 'port' : 'registers';
    this.cacheSerial = !options.exact || this.cacheRoute === 'registers';
    this.boxing = new BoxingUnitModel({
      format: p.format,
      width: p.width,
      multiplies: p.boxingMultiplier !== 'none',
      divides: p.boxingDivider !== 'none',
    });
    this.operands = new Operands(p.format, p.width, random.fork('operands'), this.boxing.alu.words);
    this.#mix = new OperationMix(random.fork('mix'));
    if (p.cache) {
      this.cache = new CacheJudge(p, this.registers);
      this.#cacheTraffic = new CacheTraffic(p, this.registers, random.fork('cache'));
      if (this.cacheSerial) this.cache.settle();
    }
    const cover = (name: string) => context.cover(name);
    this.#covers = {
      overtaken: cover('response overtakes'),
      unknown: cover('unknown operation'),
      hit: cover('lookup hits'),
      miss: cover('lookup misses'),
      fill: cover('fill ok'),
      stale: cover('fill stale'),
      ownEnds: cover('own write ends a guard'),
      hostEnds: cover('host write ends a guard'),
      commandRead: cover('register read by command'),
      commandWrite: cover('register written by command'),
      commandBad: cover('bad register by command'),
    };
  }

  /** Adds work; see {@link Job}. */
  start(job: Job, route: Route): () => boolean {
    const running: RunningJob = { job, route, step: undefined, readyIn: 0, ended: false };
    this.#jobs.push(running);
    this.#resume(running, { status: 0, low: 0, high: 0 });
    return () => running.ended;
  }

  /** Nothing is to be asked any more but what is under way: until the last job has ended, everything goes on. */
  get resting(): boolean {
    return this.draining && !this.hasJobs;
  }

  get hasJobs(): boolean {
    return this.#jobs.length > 0;
  }

  get idle(): boolean {
    return (
      this.#counts.port === 0 && this.#counts.registers === 0 && !this.hasJobs && this.#steps.length === 0
    );
  }

  outstanding(route: Route): number {
    return this.#counts[route];
  }

  get cacheOutstanding(): number {
    return this.#cacheOutstanding;
  }

  awaited(): string {
    const all = [...this.#outstanding.port, ...this.#outstanding.registers];
    const first = all.find((command) => command !== undefined);
    if (first) return `the response to ${JSON.stringify(describeCommand(first))}`;
    return this.hasJobs ? 'the next step of a job' : 'nothing';
  }

  /** Before each cycle. */
  before(): void {
    this.cycle++;
    for (const running of this.#jobs)
      if (running.readyIn > 0 && --running.readyIn === 0)
        this.#resume(running, { status: 0, low: 0, high: 0 });
  }

  /** After each cycle, before its transfers are told. */
  after(): void {
    const { cache } = this;
    if (cache && !this.cacheSerial) {
      if (this.cycle > 0) cache.end();
      cache.begin(this.cycle);
    }
    const access = this.#access;
    if (!access) return;
    this.#access = undefined;
    this.#accessRegister(access);
  }

  /** A write into memory that the table has seen in this cycle: the host's, or one of the accelerator itself. */
  wrote(address: number, own = false): void {
    if (!own) this.writes++;
    else if (this.cacheRoute === 'port' && this.#options.exact) this.#cacheTraffic?.wrote(address);
    if (this.cache?.snoop(address)) this.#covers[own ? 'ownEnds' : 'hostEnds']?.hit();
  }

  /** Asks for a write into memory by the host, in a directed corner. */
  queueWrite(address: number): void {
    this.#queuedWrites.push(address);
  }

  /** The byte address of the host's next write into memory; -1: none now. */
  drawWrite(): number {
    const queued = this.#queuedWrites.shift();
    if (queued !== undefined) return queued;
    if (this.resting || this.context.directed || !this.#cacheTraffic) return -1;
    if (this.cacheSerial && (this.#cacheOutstanding > 0 || this.#cachePending())) return -1;
    return this.#cacheTraffic.write();
  }

  /**
   * The next command for a route, or undefined for none now.
   *
   * @param ahead commands that were drawn and not {@link taken} yet
   */
  draw(route: Route, ahead = 0): HostCommand | undefined {
    const limit = Math.min(2 ** this.p.tagBits, route === 'port' ? 256 : this.p.registerQueueDepth);
    if (this.#counts[route] + ahead >= limit) return undefined;
    const command = this.#draw(route);
    if (!command) return undefined;
    command.route = route;
    command.tag = this.#freeTag(route);
    if (this.cacheSerial && this.#isCache(command.operation)) this.#cacheOutstanding++;
    return command;
  }

  /** A tag that is free now, for a command that was drawn some time ago. */
  retag(command: HostCommand): void {
    command.tag = this.#freeTag(command.route);
  }

  /** The unit has taken it, or the registers have. */
  taken(command: HostCommand): void {
    const { route, tag, operation } = command;
    this.#outstanding[route][tag] = command;
    this.#counts[route]++;
    command.sequence = this.#sequence(command).asked++;
    command.age = this.#asked[route]++;
    this.#decide(command);
    this.interrupts.taken(command);
    if (!this.cacheSerial && this.#isCache(operation)) this.#cacheOutstanding++;
  }

  /** @param known the status, where the host was told */
  response(route: Route, tag: number, known: number | undefined, low: number, high: number): void {
    const command = this.#outstanding[route][tag];
    const stream = route === 'port' ? 'response' : 'register_response';
    if (!command)
      return this.context.fail({
        what: 'a response that nothing asked for',
        stream,
        expected: 'none',
        actual: { tag, ...describeResponse(known ?? 0, low, high) },
      });
    if (this.cacheSerial && this.#isCache(command.operation)) this.#decideCache(command);
    const status = known ?? command.status;
    if (command.judged && (status !== command.status || low !== command.low || high !== command.high))
      this.context.fail({
        what: 'the response differs from the model',
        stream,
        transaction: describeCommand(command),
        expected: describeResponse(command.status, command.low, command.high),
        actual: describeResponse(status, low, high),
      });
    this.#checkOrder(command, stream, status);
    this.interrupts.answered(command, status);
    if (command.age !== this.#answered[route]++) this.#covers.overtaken?.hit();
    this.#outstanding[route][tag] = undefined;
    this.#counts[route]--;
    this.transactions++;
    if (this.#isCache(command.operation)) {
      this.#cacheOutstanding--;
      this.#observeCache(command);
    }
    command.answered?.(status, low, high);
  }

  /** A legal write to a register is made in this cycle. */
  write(register: Register, value: number): void {
    this.registers.write(register, value);
    if (register.name === 'interrupt_status') this.interrupts.cleared(value);
    else if (register.name === 'barrier_threshold') this.interrupts.moved(-1);
  }

  /** Few bits of the mask of interrupts, mostly, so that each is alone now and then. */
  drawMask(): number {
    const { random } = this;
    const bit = (): number => 1 << random.below(10);
    return random.pick([() => 0, bit, () => bit() | bit(), () => random.nextInt32()])();
  }

  /** Whether a job has a register access to be made; the client of the register bus takes it. */
  takeAccess(): { step: Step; reply: (data: number) => void } | undefined {
    const running = this.#jobs.find(
      ({ step, route }) =>
        step !== undefined &&
        ('read' in step || 'write' in step) &&
        (route === 'registers' || !this.#options.hasPort || this.random.bits(1) === 0),
    );
    const step = running?.step;
    if (!running || !step) return undefined;
    running.step = undefined;
    return { step, reply: (data) => this.#resume(running, { status: 0, low: data, high: 0 }) };
  }

  #draw(route: Route): HostCommand | undefined {
    const running = this.#yields
      ? undefined
      : this.#jobs.find(({ step, route: own }) => step && 'command' in step && own === route);
    if (running?.step && 'command' in running.step) {
      const command = fromStep(running.step);
      running.step = undefined;
      command.answered = (status, low, high) => this.#resume(running, { status, low, high });
      return command;
    }
    if (route === 'port') {
      const access = this.#jobAccess();
      if (access) return access;
    }
    if (this.resting || this.context.directed) {
      return this.#steps.length > 0 && route === this.cacheRoute ? this.#nextStep() : undefined;
    }
    // Jobs have to end.
    if (this.draining && this.random.bits(3) !== 0) return undefined;
    return this.#drawRandom(route);
  }

  /** Jobs let something else go first: where all travels one way, they would leave it no room. */
  get #yields(): boolean {
    if (this.#options.exact || this.draining || this.context.directed) return false;
    return this.random.bits(1) === 0;
  }

  /** A register access of a job, as a command. */
  #jobAccess(): HostCommand | undefined {
    const running = this.#jobs.find(
      ({ step, route }) => step && route === 'port' && !('command' in step) && !('wait' in step),
    );
    const step = running?.step;
    if (!running || !step || 'wait' in step || 'command' in step) return undefined;
    running.step = undefined;
    const command = this.#registerCommand(step);
    command.answered = (status, low) => this.#resume(running, { status, low, high: 0 });
    return command;
  }

  #registerCommand(step: Step): HostCommand {
    if ('write' in step)
      return hostCommand(
        register_write.code,
        this.registers.named(step.write).offset + 4 * (step.index ?? 0),
        step.value | 0,
      );
    if ('read' in step)
      return hostCommand(register_read.code, this.registers.named(step.read).offset, this.random.nextInt32());
    throw new RangeError('no access to a register');
  }

  #drawRandom(route: Route): HostCommand | undefined {
    const { random } = this;
    if (this.#steps.length > 0 && route === this.cacheRoute && this.#mayStep()) return this.#nextStep();
    if (--this.#trafficLeft <= 0) {
      this.#trafficLeft = 32 + random.below(256);
      this.#traffic = random.pick([
        'mixed',
        'mixed',
        'mixed',
        'boxing',
        'boxing',
        'cache',
        'cache',
        'unknown',
      ] as const);
    }
    const draw = random.bits(8);
    if (draw < (this.#traffic === 'unknown' ? 100 : 3)) return this.#unassigned();
    if (draw < (this.#options.exact ? 10 : 40) && this.#traffic === 'mixed') return this.#anyRegister(route);
    const wantsCache =
      this.p.cache &&
      route === this.cacheRoute &&
      this.#traffic !== 'boxing' &&
      (this.#traffic === 'cache' || draw < 120);
    if (wantsCache && this.#steps.length === 0 && this.#mayStep() && this.#cacheTraffic) {
      this.#steps = this.#cacheTraffic.draw(this.#traffic === 'cache' || draw < 40);
      return this.#nextStep();
    }
    if (this.p.boxing) return this.#drawBoxing();
    return draw < 64 ? this.#anyRegister(route) : undefined;
  }

  #mayStep(): boolean {
    return !this.cacheSerial || this.#cacheOutstanding === 0;
  }

  #cachePending(): boolean {
    return this.#steps.length > 0;
  }

  #nextStep(): HostCommand {
    const step = this.#steps.shift();
    if (!step) throw new RangeError('no step');
    return 'command' in step ? fromStep(step) : this.#registerCommand(step);
  }

  #drawBoxing(): HostCommand {
    let operation = this.#mix.next();
    if (!this.#specs[operation]) operation = this.#specs[operation & 15] ? operation & 15 : 8;
    this.operands.draw(operation, this.#a, this.#b);
    return hostCommand(operation, this.#a.low, this.#b.low, this.#a.high, this.#b.high);
  }

  #unassigned(): HostCommand {
    const { random } = this;
    return hostCommand(random.pick(this.#unknown), random.nextInt32(), random.nextInt32());
  }

  /** A register that can be read at any time, or one that is no register. */
  #anyRegister(route: Route): HostCommand {
    const { random } = this;
    const constants = this.registers.map.filter(({ access }) => access === 'constant');
    const draw = random.bits(3);
    const write = random.bits(1) === 1;
    const high = this.p.width > 32 && random.bits(2) === 0 ? 1 : 0;
    const beyond = random.bits(1) === 0 ? 0x1000 << random.bits(4) : 0;
    if (draw === 0) {
      const offset = random.pick([0x7fc, 0x00c ^ 2, 0x009, 0xffc, 0x03c, 0x3f0]) | beyond;
      return hostCommand(write ? register_write.code : register_read.code, offset, random.nextInt32(), high);
    }
    const { offset } = random.pick(constants);
    if (draw === 1) return hostCommand(register_read.code, offset | beyond, random.nextInt32(), high);
    if (draw < 4 || route === 'registers' || !this.#options.exact)
      return hostCommand(write ? register_write.code : register_read.code, offset, random.nextInt32());
    const name = random.bits(2) === 0 ? 'interrupt_status' : 'interrupt_mask';
    const place = this.registers.named(name).offset;
    return hostCommand(write ? register_write.code : register_read.code, place, this.drawMask());
  }

  #decide(command: HostCommand): void {
    command.low = 0;
    command.high = 0;
    command.judged = true;
    const unit = this.#units[command.operation];
    switch (unit) {
      case undefined:
        command.status = ownStatuses.unknown_operation;
        this.#covers.unknown?.hit();
        return;
      case 'boxing':
        this.#decideBoxing(command);
        return;
      case 'registers':
        if (command.route === 'port' && this.#options.exact) this.#access = command;
        else this.#accessRegister(command);
        return;
      case 'lookup':
      case 'cache':
        if (!this.cacheSerial) this.#decideCache(command);
        return;
      default:
        command.judged = false;
    }
  }

  #decideBoxing(command: HostCommand): void {
    const { boxing } = this;
    boxing.answer(command.operation, command.aLow, command.aHigh, command.bLow, command.bHigh);
    command.status = boxing.status === 0 ? ownStatuses.ok : statusBases.boxing + boxing.status;
    command.low = boxing.low | 0;
    command.high = boxing.high | 0;
  }

  #decideCache(command: HostCommand): void {
    const { cache } = this;
    if (!cache) return;
    if (command.operation === operations.cache_lookup.code) cache.lookup(command);
    else if (cache.command(command, this.cycle) && this.cacheSerial) cache.settle();
  }

  #accessRegister(command: HostCommand): void {
    const write = command.operation === register_write.code;
    const { registers } = this;
    const offset = command.aLow;
    const bad = command.aHigh !== 0 || offset >>> 12 !== 0 || registers.refuses(write, offset, 15);
    const register = registers.at(offset);
    if (bad || !register) {
      command.status = ownStatuses.bad_register;
      this.#covers.commandBad?.hit();
      return;
    }
    command.status = ownStatuses.ok;
    if (write) this.write(register, command.bLow);
    else if (register.access === 'constant' || register.access === 'readWrite')
      command.low = registers.read(register.name) | 0;
    else command.judged = false;
    this.#covers[write ? 'commandWrite' : 'commandRead']?.hit();
  }

  #observeCache(command: HostCommand): void {
    const { operation, status, low } = command;
    if (operation === operations.cache_lookup.code)
      this.#covers[status === ownStatuses.cache_miss ? 'miss' : 'hit']?.hit();
    else if (operation === operations.cache_fill.code)
      this.#covers[status === ownStatuses.ok ? 'fill' : 'stale']?.hit();
    else if (operation === operations.cache_open_guard.code && status === ownStatuses.ok)
      this.#cacheTraffic?.opened(low);
  }

  /** Units answer in order, but for the boxing unit where it need not, and for long commands that are refused at once. */
  #checkOrder(command: HostCommand, stream: string, status: number): void {
    const sequence = this.#sequence(command);
    const isLong = this.#specs[command.operation]?.long ?? false;
    if (isLong && status === ownStatuses.busy) return;
    const inOrder = isLong ? sequence.answered <= command.sequence : sequence.answered === command.sequence;
    sequence.answered = isLong ? command.sequence + 1 : sequence.answered + 1;
    if (inOrder || (this.#units[command.operation] === 'boxing' && !this.p.boxingInOrder)) return;
    this.context.fail({
      what: 'the response comes before that of an earlier command of its unit',
      stream,
      transaction: describeCommand(command),
      expected: `the response to command ${sequence.answered - 1} of its unit`,
      actual: `that to command ${command.sequence}`,
    });
  }

  #sequence(command: HostCommand): { asked: number; answered: number } {
    const key = `${command.route} ${this.#units[command.operation] ?? 'refusal'}`;
    let sequence = this.#sequences.get(key);
    if (!sequence) this.#sequences.set(key, (sequence = { asked: 0, answered: 0 }));
    return sequence;
  }

  #isCache(operation: number): boolean {
    const unit = this.#units[operation];
    return unit === 'lookup' || unit === 'cache';
  }

  #freeTag(route: Route): number {
    const slots = this.#outstanding[route];
    let tag = this.random.below(slots.length);
    while (slots[tag] !== undefined) tag = (tag + 1) % slots.length;
    return tag;
  }

  #resume(running: RunningJob, reply: Reply): void {
    const { value, done } = running.job.next(reply);
    if (done ?? false) {
      running.ended = true;
      this.#jobs.splice(this.#jobs.indexOf(running), 1);
      return;
    }
    const step = value;
    if ('wait' in step) running.readyIn = Math.max(1, step.wait);
    else running.step = step;
  }
}

function fromStep(step: CommandStep): HostCommand {
  return hostCommand(
    step.command,
    (step.a ?? 0) | 0,
    (step.b ?? 0) | 0,
    (step.aHigh ?? 0) | 0,
    (step.bHigh ?? 0) | 0,
  );
}
