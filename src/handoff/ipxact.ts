import type { OutputFile } from '../verify/files.js';
import type { Handoff } from './design.js';
export function ipxactFiles(_: Handoff): OutputFile[] {
  return [];
}
