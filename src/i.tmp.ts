import { catalogue } from './blocks/index.js';
import { elaborate, verilogOf } from './verify/design.js';
import { inferenceOf, registerBits } from './fpga/inference.js';
import { findTarget } from './fpga/target.js';
const [names, ts] = process.argv.slice(2).map((s) => s.split(','));
for (const n of names!) for (const t of ts!) { const e = catalogue.find((c) => c.name === n)!; const d = elaborate(e.block, {}); const a = performance.now();
console.log(n, t, registerBits(d.module), await inferenceOf(d.module, verilogOf(d), findTarget(t)), performance.now() - a); }
