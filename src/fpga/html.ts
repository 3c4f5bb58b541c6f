/** The report of `adder synth --html`. */
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Estimate } from './estimate.js';
import { resourceTitles } from './target.js';

const template = Handlebars.compile(
  readFileSync(new URL('../../templates/synthesis.html.hbs', import.meta.url), 'utf8'),
  { strict: true },
);

/** One page without scripts or anything to fetch: a table of area and speed, then each critical path. */
export function htmlReport(estimates: readonly Estimate[]): string {
  return template({
    estimates: estimates.map(({ block, configuration, target, area, logicCells, excess, timing, tools }) => ({
      ...{ block, configuration, target: target.title, tools: tools.join(', ') },
      resources: [
        ...[
          area.luts,
          area.flipFlops,
          logicCells,
          area.blockRams,
          area.distributedRams,
          area.dsps,
          area.carries,
        ],
      ].map((value) => ({ value: value === undefined ? '' : `${value}` })),
      excess: excess
        .map(({ resource, needed, available }) => `${resourceTitles[resource]}: ${needed} of ${available}`)
        .join(', '),
      fits: excess.length === 0,
      timing: timing
        ? {
            median: timing.median.toFixed(1),
            spread: `${timing.lowest.toFixed(1)} to ${timing.highest.toFixed(1)}`,
            total: timing.path.total.toFixed(2),
            logic: timing.path.logic.toFixed(2),
            routing: timing.path.routing.toFixed(2),
            levels: timing.path.levels,
            points: timing.path.points.map(({ name, place, at }) => ({
              ...{ name, place: place ?? '', at: at.toFixed(2) },
              share: ((100 * at) / timing.path.total).toFixed(1),
            })),
          }
        : null,
    })),
  });
}
