/**
 * The ready/valid rules that can be seen in the graph: what a source offers must not depend on whether it will be
 * taken, or two blocks that both wait, or chase each other, could be connected. Ready may depend on valid.
 */
import { bits } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Input, Module, Output, StreamPort } from '../node.js';
import { allBits, type CombinationalPaths } from '../paths.js';
import { describePath } from './path-text.js';
import type { Rule } from './rule.js';

export const checkStreams: Rule = (module, { paths }) => {
  const misdeclared = module.streams.flatMap((stream) => portsFit(module, stream));
  return misdeclared.length > 0 ? misdeclared : readyStaysBehind(module, paths);
};

function portsFit(module: Module, stream: StreamPort): readonly Complaint[] {
  const isSource = stream.role === 'source';
  const offered = isSource ? 'output' : 'input';
  const wanted = [
    { name: stream.valid, kind: offered, width: 1 },
    ...(stream.ready === undefined
      ? []
      : [{ name: stream.ready, kind: isSource ? 'input' : 'output', width: 1 }]),
    ...stream.payload.map(({ port, width }) => ({ name: port, kind: offered, width })),
  ];
  return wanted.flatMap(({ name, kind, width }) => {
    const port = module.ports.find((candidate) => candidate.name === name);
    if (port?.kind === kind && port.width === width) return [];
    const found = port ? `an ${port.kind} of ${bits(port.width)}` : 'missing';
    return [
      {
        code: 'S20',
        source: port?.source ?? module.source,
        what: `port '${name}' of ${stream.role} stream '${stream.name}' must be an ${kind} of ${bits(width)}, but is ${found}`,
        fix: 'Declare the port as its stream needs it',
      },
    ];
  });
}

function readyStaysBehind(module: Module, paths: CombinationalPaths): readonly Complaint[] {
  const sources = module.streams.filter(({ role }) => role === 'source');
  return sources.flatMap((stream) => {
    const ready = module.ports.find(
      (port): port is Input => port.kind === 'input' && port.name === stream.ready,
    );
    if (!ready) return [];
    return sources.flatMap((offering) => {
      const fields = offering === stream ? offering.payload.map(({ port }) => port) : [];
      const offered = new Set([offering.valid, ...fields]);
      return module.ports.flatMap((port) =>
        port.kind === 'output' && offered.has(port.name)
          ? follows(module, port, ready, offering === stream, paths)
          : [],
      );
    });
  });
}

function follows(
  module: Module,
  output: Output,
  ready: Input,
  isSameStream: boolean,
  paths: CombinationalPaths,
): readonly Complaint[] {
  if (!paths.inputsOf(module, output.name).has(ready.name)) return [];
  const { path } = paths.walk(allBits(output.driver), ({ node }) => node === ready);
  if (!path) return [];
  return [
    {
      code: isSameStream ? 'S21' : 'S22',
      source: output.source,
      what: `'${output.name}' depends combinationally on '${ready.name}'${isSameStream ? '' : ' of another stream'}: ${describePath(path, paths)}`,
      fix: 'Offer without looking at ready, and hold the offer until it is taken; where ready must count, put a register or a buffer between',
    },
  ];
}
