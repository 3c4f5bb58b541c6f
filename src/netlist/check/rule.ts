import type { Complaint } from '../error.js';
import type { Module } from '../node.js';
import type { CombinationalPaths } from '../paths.js';
import type { ClockDomains } from './clock-domains.js';

/** What several rules want to know of a design; found out once. */
export interface Findings {
  readonly paths: CombinationalPaths;
  readonly domains: ClockDomains;
}

/** One rule: what is wrong with one module, its instances seen from outside. Every complaint is an error. */
export type Rule = (module: Module, findings: Findings) => readonly Complaint[];
