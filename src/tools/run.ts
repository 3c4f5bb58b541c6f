/** Runs external programs: output captured, failures told in the program's own words, nothing left behind on Ctrl-C. */
import { execa } from 'execa';
import { AdderError } from '../netlist/error.js';
import type { Program } from './find.js';

export interface RunOptions {
  readonly cwd?: string | undefined;
  /** Aborting it kills the program with all its children; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly input?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Exit codes that are an answer and no failure; default only 0. */
  readonly accept?: readonly number[] | undefined;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a program to its end.
 *
 * @throws AdderError T03 with the last lines it printed where it fails; the signal's reason where it was aborted
 */
export async function run(
  program: Program,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { cwd, signal, input, environment, accept = [0] } = options;
  const child = start(program, args, { cwd, signal, environment, input: input ?? '' });
  const { stdout, stderr, exitCode, signal: killedBy, shortMessage } = await child;
  signal?.throwIfAborted();
  if (exitCode === undefined || !accept.includes(exitCode)) {
    throw new AdderError({
      code: 'T03',
      what: `${program.title} ${outcome(exitCode, killedBy, shortMessage)}${quote(stderr, stdout)}`,
    });
  }
  return { stdout, stderr, exitCode };
}

interface ChildOptions {
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | undefined;
  /** What it prints is read from the stream `stdout` as it comes, and not kept for the result. */
  readonly conversation?: boolean | undefined;
}
const fixedOptions = { reject: false, detached: true, stripFinalNewline: true } as const;

/** A program started in a process group of its own, with pipes; it never rejects. {@link run} unless you must talk to it. */
export function start(
  program: Program,
  args: readonly string[],
  { cwd, signal, environment, input, conversation = false }: ChildOptions,
) {
  signal?.throwIfAborted();
  watchSignals();
  const child = execa(program.path, args, {
    ...fixedOptions,
    buffer: { stdout: !conversation },
    ...(cwd !== undefined && { cwd }),
    ...(environment && { env: environment }),
    ...(input !== undefined && { input }),
  });
  const kill = (): void => killGroup(child.pid);
  signal?.addEventListener('abort', kill, { once: true });
  if (child.pid !== undefined) groups.add(child.pid);
  void child.finally(() => {
    signal?.removeEventListener('abort', kill);
    forget(child.pid);
  });
  return child;
}

/** For people: `exited with code 1`, `was killed by SIGSEGV`, or why it did not start. */
export function outcome(
  exitCode: number | undefined,
  killedBy: string | undefined,
  startFailure = 'did not start',
): string {
  if (killedBy !== undefined) return `was killed by ${killedBy}`;
  return exitCode === undefined ? `did not start: ${startFailure}` : `exited with code ${exitCode}`;
}

/** The last lines that a program printed, to stand behind a sentence. */
export function quote(...texts: string[]): string {
  const lines = (texts.find((text) => text.trim() !== '') ?? '').trim().split('\n').slice(-12);
  return lines[0] === '' ? '' : `:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/**
 * Killing g++ leaves its cc1plus running, so every program leads a process group and the group is killed. Such a group
 * does not get the terminal's Ctrl-C either: while programs run, it is passed on to them here.
 */
const groups = new Set<number>();
const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}

const killGroups = (): void => groups.forEach(killGroup);

function onDeadlySignal(signal: NodeJS.Signals): void {
  killGroups();
  if (process.listenerCount(signal) > 1) return; // somebody else decides how we end
  forgetSignals();
  process.kill(process.pid, signal);
}

function forgetSignals(): void {
  for (const signal of deadlySignals) process.removeListener(signal, onDeadlySignal);
  process.removeListener('exit', killGroups);
}

/** To be called before the program is started: a signal that comes in between must not find us unprepared. */
function watchSignals(): void {
  if (process.listeners('exit').includes(killGroups)) return;
  for (const signal of deadlySignals) process.on(signal, onDeadlySignal);
  process.on('exit', killGroups);
}

function forget(leader: number | undefined): void {
  if (leader !== undefined) groups.delete(leader);
  if (groups.size === 0) forgetSignals();
}
