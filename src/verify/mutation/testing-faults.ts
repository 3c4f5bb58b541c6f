/** The test of a block's named faults, the same for every block. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { catalogue } from '../../blocks/index.js';
import { runCommandLine } from '../../cli/program.js';
import { failureToJson } from '../../testing/failure.js';
import { regress } from '../regress.js';
import { tryFault } from './faults.js';

const seed = 1;
const transactions = 20_000;

/**
 * @param readmes in which the promises stand that the faults break
 * @param repeated the fault whose failure is repeated by the command that it names
 * @param atLeast how many faults the block has at least: fewer for a small one
 */
export function describeFaults(
  block: string,
  readmes: readonly URL[],
  repeated: string,
  { atLeast = 20 }: { readonly atLeast?: number } = {},
): void {
  const verification = catalogue.find(({ name }) => name === block)?.verification;
  if (!verification) throw new Error(`${block} has no verification`);
  const faults = verification.faults ?? [];
  const waves = mkdtempSync(join(tmpdir(), 'adder-faults-'));
  afterAll(() => rmSync(waves, { recursive: true }));

  describe(`the named faults of ${block}`, () => {
    it(`are ${atLeast} or more, each with a name of its own and a promise of the README that it breaks`, () => {
      const names = faults.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThanOrEqual(atLeast);
      expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
      const promised = readmes.map((url) => readFileSync(url, 'utf8').replaceAll(/\s+/g, ' ')).join('\n');
      expect(faults.map(({ promise }) => promise).filter((promise) => !promised.includes(promise))).toEqual(
        [],
      );
    });

    it.each(faults)('$name', async (fault) => {
      const verdict = await tryFault(fault, { verification, seed, transactions, waves });
      expect(verdict, 'the regression lets it pass').toMatchObject({ caught: true });
      const { failure } = verdict.result;
      expect(failure).toMatchObject({
        what: verdict.by,
        seed,
        repeat: expect.stringMatching(
          new RegExp(`^adder regress ${block} .*--seed 1 --transactions 20000 --fault ${fault.name}$`),
        ) as string,
      });
      expect(failure?.transaction).toBeDefined();
      expect(failure?.expected).toBeDefined();
      expect(failure?.actual).not.toEqual(failure?.expected);
      expect(failure?.waves).toContain(fault.name);
      const { variables, lastTime } = readVcd(failure?.waves ?? '');
      // Signals that are always equal share a variable.
      const { parameters } = verification.configurations.find(
        ({ name }) => name === verdict.configuration,
      ) ?? {
        parameters: {},
      };
      expect(variables).toBeGreaterThan(verification.block.elaborate(parameters).ports.length / 2);
      expect(lastTime).toBeGreaterThan(10);
    });

    it('are repeated by the command that the failure names', async () => {
      const fault = faults.find(({ name }) => name === repeated);
      if (!fault) throw new Error(`${block} has no fault ${repeated}`);
      const { result } = await tryFault(fault, { verification, seed, transactions, waves });
      const command = result.failure?.repeat.split(' ').slice(1) ?? [];
      const printed: string[] = [];
      const write = vi
        .spyOn(process.stdout, 'write')
        .mockImplementation((text) => printed.push(String(text)) > 0);
      const exitCode = await runCommandLine([
        ...command,
        ...['--engine', 'embedded', '--json', '--waves-folder', waves],
      ]).finally(() => write.mockRestore());
      expect(exitCode).toBe(1);
      const [again] = JSON.parse(printed.join('')) as [{ readonly failure: unknown }];
      expect(again.failure).toEqual(result.failure && failureToJson(result.failure));
    });

    it('are what fails: the block itself passes', async () => {
      const { failure, assertions, complaints, missing, passed } = await regress({
        verification,
        parameters: {},
        seed,
        transactions,
        engines: ['embedded'],
        replayCycles: 0,
        waves,
      });
      expect({ failure, assertions, complaints, missing, passed }).toEqual({
        failure: undefined,
        assertions: [],
        complaints: [],
        missing: [],
        passed: true,
      });
    });
  });
}

/** Reads a VCD file line by line; throws at the first one that is none. */
function readVcd(path: string): { readonly variables: number; readonly lastTime: number } {
  const [header = '', body = ''] = readFileSync(path, 'utf8').split('$enddefinitions $end\n');
  const codes = new Set([...header.matchAll(/^\$var \w+ \d+ (\S+) .*\$end$/gm)].map(([, code]) => code));
  let lastTime = -1;
  for (const line of body.trimEnd().split('\n')) {
    if (line.startsWith('#')) {
      const time = Number(line.slice(1));
      if (!(time > lastTime)) throw new Error(`${path}: time goes back at '${line}'`);
      lastTime = time;
    } else if (!line.startsWith('$')) {
      const code = line.startsWith('b') ? line.slice(line.indexOf(' ') + 1) : line.slice(1);
      if (!codes.has(code)) throw new Error(`${path}: not a value change: '${line}'`);
    }
  }
  return { variables: codes.size, lastTime };
}
