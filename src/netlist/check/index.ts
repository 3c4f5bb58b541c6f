/**
 * The checks of a finished graph. Their codes count from 20, those of the language (which speaks up while the design is
 * being written) from 1.
 */
import { AdderError, type Complaint } from '../error.js';
import type { Module } from '../node.js';
import { CombinationalPaths } from '../paths.js';
import { modulesOf } from '../visit.js';
import { checkBelonging } from './belonging.js';
import { ClockDomains } from './clock-domains.js';
import { checkCrossings } from './crossings.js';
import { checkDriven } from './driven.js';
import { CheckFailure } from './failure.js';
import { checkInstances } from './instances.js';
import { checkLoops } from './loops.js';
import { checkMemories } from './memories.js';
import { checkModuleNames } from './module-names.js';
import { checkNames } from './names.js';
import { checkRegisters } from './registers.js';
import type { Findings, Rule } from './rule.js';
import { checkStreams } from './streams.js';
import { checkUnused } from './unused.js';
import { checkWidths } from './widths.js';

export { CheckFailure } from './failure.js';

/** Rules on each thing by itself. */
const localRules: readonly Rule[] = [
  checkBelonging,
  checkNames,
  checkWidths,
  checkDriven,
  checkUnused,
  checkRegisters,
  checkMemories,
  checkInstances,
];

/** Rules on paths through the graph, which only make sense in one that keeps the others. */
const pathRules: readonly Rule[] = [checkLoops, checkCrossings, checkStreams];

/** A module does not change once it is finished, so one that has passed need not be checked again in every parent. */
const passed = new WeakSet<Module>();

/** What is wrong with a design: `top` and all modules below it that have not passed before. */
export function complaintsOf(top: Module): readonly Complaint[] {
  const paths = new CombinationalPaths();
  const findings: Findings = { paths, domains: new ClockDomains(paths) };
  const complaints: Complaint[] = [...checkModuleNames(top)];
  for (const module of modulesOf(top)) {
    if (passed.has(module)) continue;
    const complain = (rules: readonly Rule[]): readonly Complaint[] =>
      rules.flatMap((rule) => rule(module, findings)).map((complaint) => placed(complaint, module));
    const local = complain(localRules);
    complaints.push(...local);
    // The rules on paths look into the instances, so these must be sound as well.
    if (complaints.length === 0) complaints.push(...complain(pathRules));
    if (complaints.length === 0) passed.add(module);
  }
  return complaints;
}

/** Checks a design. Throws the one complaint as an `AdderError`, or several as a `CheckFailure` that lists them all. */
export function checkModule(top: Module): void {
  const complaints = complaintsOf(top);
  const [first] = complaints;
  if (!first) return;
  throw complaints.length === 1 ? new AdderError(first) : new CheckFailure(complaints);
}

/** Where a thing has no place of its own, its module's is the nearest. */
function placed(complaint: Complaint, module: Module): Complaint {
  return complaint.source?.place ? complaint : { ...complaint, source: module.source };
}
