import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compareWithBaseline, figureOf, limits, withFigures, type Baselines } from './baseline.js';
import { committedItems, readBaselines, readmePath } from './committed.js';
import type { Estimate } from './estimate.js';
import { withFiguresSection } from './readme.js';
import { findTarget, type Area } from './target.js';

/** What a measurement gave; of the rest of an estimate nothing is read. */
function measured(changes: Partial<Area> & { median?: number; logicCells?: number } = {}): Estimate {
  const { median = 100, logicCells = 1100, ...area } = changes;
  return {
    ...{ block: 'fifo', configuration: 'default', target: findTarget('hx8k'), logicCells, excess: [] },
    area: { luts: 1000, flipFlops: 200, carries: 32, blockRams: 2, distributedRams: 0, dsps: 0, ...area },
    timing: { median, lowest: median - 1, highest: median + 2, seeds: [], path: {} },
    tools: ['Yosys 0.55 (pinned)', 'nextpnr for iCE40 0.4'],
  } as unknown as Estimate;
}

const baselines = withFigures({}, [measured()], 'the first');

describe('the baseline', () => {
  it('lets pass what is the same, better, or within the limits', () => {
    for (const change of [
      {},
      { luts: 500, median: 200 },
      { luts: 1050, logicCells: 1155 },
      { median: 92 },
      { carries: 36 },
    ])
      expect(compareWithBaseline(baselines, [measured(change)])).toEqual([]);
    expect(limits).toEqual({ cells: 0.05, frequency: 0.08 });
  });

  it.each([
    [{ luts: 1051 }, 'fifo default for hx8k: LUTs were 1000 and are 1051'],
    [{ flipFlops: 211 }, 'fifo default for hx8k: flip-flops were 200 and are 211'],
    [{ logicCells: 1156 }, 'fifo default for hx8k: logic cells were 1100 and are 1156'],
    [{ blockRams: 3 }, 'fifo default for hx8k: block RAMs were 2 and are 3'],
    [{ dsps: 1 }, 'fifo default for hx8k: DSPs were 0 and are 1'],
    [{ carries: 37 }, 'fifo default for hx8k: carry cells were 32 and are 37'],
    [{ median: 91.9 }, 'fifo default for hx8k: 100 MHz have become 91.9'],
  ])('refuses %o', (change, complaint) => {
    expect(compareWithBaseline(baselines, [measured(change)])).toEqual([complaint]);
  });

  it('refuses a block that has become too big to be placed, and one that it does not know', () => {
    const { timing, ...unplaced } = measured();
    expect(timing).toBeDefined();
    expect(compareWithBaseline(baselines, [{ ...unplaced, timing: undefined }])).toEqual([
      'fifo default for hx8k: 100 MHz have become 0',
    ]);
    expect(compareWithBaseline(baselines, [{ ...measured(), block: 'arbiter' }])).toEqual([
      'arbiter default for hx8k is not among the committed figures',
    ]);
  });

  it('holds for the tools it was made with', () => {
    const other = { ...measured(), tools: ['Yosys 0.55 (pinned)', 'nextpnr for iCE40 0.7'] };
    expect(() => compareWithBaseline(baselines, [other])).toThrow(
      /^F12: there are no committed figures of Yosys 0\.55 \(pinned\), nextpnr for iCE40 0\.7, but of Yosys/,
    );
  });

  it('is changed with a reason, and only where something was measured', () => {
    const two = withFigures(baselines, [{ ...measured({ luts: 5 }), block: 'arbiter' }], 'an arbiter');
    const [baseline] = Object.values(two);
    expect(baseline?.reason).toBe('an arbiter');
    expect(baseline?.figures).toEqual([
      expect.objectContaining({ block: 'arbiter', luts: 5 }),
      figureOf(measured()),
    ]);
  });
});

describe('the section of a README', () => {
  it('is put at the end, and made anew in its place', () => {
    const first = withFiguresSection('# fifo\n\nA queue.\n', 'fifo', baselines);
    expect(first).toContain('## Area and speed');
    expect(first).toMatch(
      /\| Lattice iCE40 HX8K \| defaults +\| 1000 \| +200 \| +1100 \| +2 \| +0 \| +0 \| +100 \(99 to 102\) \|/,
    );
    const more = `${first}\n## And more\n`;
    const again = withFiguresSection(more, 'fifo', withFigures({}, [measured({ luts: 900 })], 'smaller'));
    expect(again.match(/## Area and speed/g)).toHaveLength(1);
    expect(again).toMatch(/\| +900 \|[^]*## And more\n$/);
  });

  it('is left out of a block without figures', () => {
    expect(withFiguresSection('# queue\n', 'queue', baselines)).toBe('# queue\n');
  });
});

describe('what is committed', () => {
  const committed: Baselines = readBaselines();

  it.each([...new Set(committedItems().map(({ block }) => block))])(
    'the README of %s has it',
    async (block) => {
      const readme = await readFile(readmePath(block), 'utf8');
      expect(withFiguresSection(readme, block, committed)).toBe(readme);
      expect(readme).toContain('## Area and speed');
    },
  );

  it('has a figure of every block, with the reason for the last change', () => {
    const figures = Object.values(committed).flatMap((baseline) => baseline.figures);
    for (const { block, configuration, target } of committedItems())
      expect(figures).toContainEqual(expect.objectContaining({ block, configuration, target: target.name }));
    for (const { reason } of Object.values(committed)) expect(reason.length).toBeGreaterThan(10);
  });
});
