/** The committed figures: what blocks cost and how fast they run, by the versions of the tools that said so. */
import { AdderError } from '../netlist/error.js';
import type { Estimate } from './estimate.js';
import { resourceTitles, type Area, type Resource } from './target.js';

/** One block in one configuration for one target. */
export interface Figure extends Area {
  readonly block: string;
  /** Parameters that are not the defaults: `sets=128 ways=2`; else `default`. */
  readonly configuration: string;
  readonly target: string;
  /** Of iCE40. */
  readonly logicCells?: number;
  /** MHz: median of the placer's seeds, lowest and highest. Absent for a block that does not fit. */
  readonly frequency?: readonly [median: number, lowest: number, highest: number];
}

export interface Baseline {
  /** Why the figures are what they are: of the last change. */
  readonly reason: string;
  readonly figures: readonly Figure[];
}

/** By the tools: `Yosys 0.55 (pinned), nextpnr for iCE40 0.4`. */
export type Baselines = Readonly<Record<string, Baseline>>;

/** What may get worse without a reason: 5 % of cells, 8 % of frequency, which placers vary by themselves. */
export const limits = { cells: 0.05, frequency: 0.08 } as const;
/** Below this many cells, one more is no 5 % that says anything. */
const slack = 4;

export const toolsOf = ({ tools }: Pick<Estimate, 'tools'>): string => tools.join(', ');

export function figureOf({ block, configuration, target, area, logicCells, timing }: Estimate): Figure {
  const round = (frequency: number): number => Math.round(frequency * 10) / 10;
  return {
    ...{ block, configuration, target: target.name, ...area },
    ...(logicCells === undefined ? {} : { logicCells }),
    ...(timing ? { frequency: [round(timing.median), round(timing.lowest), round(timing.highest)] } : {}),
  };
}

/**
 * What has become worse by more than the limits, and what the baseline does not know: a sentence each.
 *
 * @throws AdderError F12 where there is no baseline of these tools
 */
export function compareWithBaseline(baselines: Baselines, estimates: readonly Estimate[]): string[] {
  return estimates.flatMap((estimate) => {
    const baseline = baselines[toolsOf(estimate)];
    if (!baseline)
      throw new AdderError({
        code: 'F12',
        what: `there are no committed figures of ${toolsOf(estimate)}, but of ${Object.keys(baselines).join('; ') || 'none'}`,
        fix: 'Install those versions (npm run setup:fpga), or make figures of these: npm run fpga:baseline -- --reason "..."',
      });
    const now = figureOf(estimate);
    const before = baseline.figures.find((figure) => keyOf(figure) === keyOf(now));
    return before ? worse(before, now) : [`${keyOf(now)} is not among the committed figures`];
  });
}

export const keyOf = ({ block, configuration, target }: Figure): string =>
  `${block} ${configuration} for ${target}`;

function worse(before: Figure, now: Figure): string[] {
  const cells = (Object.keys(resourceTitles) as (Resource | 'logicCells')[]).flatMap((resource) => {
    const [was = 0, is = 0] = [before[resource], now[resource]];
    if (is - was <= Math.max(slack, was * limits.cells) && !(isScarce(resource) && is > was)) return [];
    return [`${keyOf(now)}: ${resourceTitles[resource]} were ${was} and are ${is}`];
  });
  const [was] = before.frequency ?? [];
  const [is] = now.frequency ?? [0];
  if (was === undefined || is >= was * (1 - limits.frequency)) return cells;
  return [...cells, `${keyOf(now)}: ${was} MHz have become ${is}`];
}

/** Of block RAMs and multipliers each one counts. */
const isScarce = (resource: string): boolean => resource === 'blockRams' || resource === 'dsps';

/** The baselines with figures put in: those of the same block, configuration and target are replaced. */
export function withFigures(baselines: Baselines, estimates: readonly Estimate[], reason: string): Baselines {
  const changed: Record<string, Baseline> = { ...baselines };
  for (const estimate of estimates) {
    const tools = toolsOf(estimate);
    const figure = figureOf(estimate);
    const others = (changed[tools]?.figures ?? []).filter((other) => keyOf(other) !== keyOf(figure));
    const figures = [...others, figure].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    changed[tools] = { reason, figures };
  }
  return changed;
}
