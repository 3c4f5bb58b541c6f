/** Verilog files: a plan written down, put into its scaffolding, each line with the place it comes from. */
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Module } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';
import { range } from './literal.js';
import type { MemoryPlan, ModulePlan } from './plan.js';
import { formalLines, simulationLines } from './property.js';
import { fill, indent, line, type Line } from './text.js';
import { Writer } from './write.js';

export interface VerilogFile {
  /** `<module>.v` */
  readonly name: string;
  readonly module: Module;
  readonly text: string;
  /** For each line of `text` the place in the author's TypeScript it comes from. */
  readonly lines: readonly (Source | undefined)[];
}

export interface PrintOptions {
  /** Puts `// src/blocks/cache/hardware.ts:34` behind each line that comes from there. */
  readonly sourceComments?: boolean;
}

const template = Handlebars.compile(
  readFileSync(new URL('../../templates/module.v.hbs', import.meta.url), 'utf8'),
  { noEscape: true, strict: true },
);

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

export function writeFile(module: Module, plan: ModulePlan, options: PrintOptions): VerilogFile {
  const writer = new Writer(plan.names);
  const marked: Line[] = [];
  /** A line on its way through the template, with a mark by which it is known again behind it. */
  const mark = (each: Line): string => `${each.text}${endOfLine}${marked.push(each) - 1}`;
  const sections = sectionsOf(plan, writer).filter((section) => section.lines.length > 0);
  const rendered = template({
    name: plan.name,
    documentation: plan.documentation ? fill(plan.documentation, 100) : [],
    parameters: Object.entries(plan.parameters).map(([name, value]) => ({ name, value: String(value) })),
    ports: portLines(plan).map(mark),
    sections: sections.map(({ title, lines }) => ({ title, lines: indent(lines).map(mark) })),
    formal: indent(formalLines(plan.properties, writer)).map(mark),
    simulation: indent(simulationLines(plan.properties, writer)).map(mark),
  });
  const lines = rendered.split('\n').map((text): Line => {
    const [plain = '', index] = text.split(endOfLine);
    return line(plain, index === undefined ? undefined : marked[Number(index)]?.source);
  });
  return {
    name: `${plan.name}.v`,
    module,
    text: lines.map((each) => (options.sourceComments ? withSource(each) : each.text)).join('\n'),
    lines: lines.map((each) => each.source),
  };
}

/** Cannot occur in Verilog. */
const endOfLine = '\u0000';

function withSource({ text, source }: Line): string {
  const place = text === '' ? undefined : source?.place;
  return place ? `${text} // ${place.file}:${place.line}` : text;
}

function sectionsOf(plan: ModulePlan, writer: Writer): readonly Section[] {
  const { memories } = plan;
  const flags = memories.flatMap((memory) => memory.flags);
  return [
    { title: 'Registers', lines: writer.declarations('reg', plan.registers) },
    {
      title: 'Memories',
      lines: separated(
        memories.map((each) => waived(each, [...writer.memory(each), ...writer.initial(each)])),
      ),
    },
    {
      title: 'Nothing to forward at power-up',
      lines: flags.map(({ name, width, source }) => line(`initial ${name} = ${width}'d0;`, source)),
    },
    {
      title: 'Outputs of instances',
      lines: writer.declarations('wire', plan.instanceOutputs),
    },
    { title: 'Wires that feed each other, each through other bits', lines: forwardLines(plan, writer) },
    {
      title: 'Combinational logic',
      lines: plan.definitions.flatMap((each) => writer.definition(each, each.isForward ? 'assign' : 'wire')),
    },
    { title: 'Register updates', lines: separated(plan.processes.map((each) => writer.process(each))) },
    {
      title: 'Memory ports',
      lines: separated(
        memories.flatMap((memory) => [
          ...memory.writes.map((each) => writer.process(each)),
          ...memory.reads.map((each) => writer.process(each)),
        ]),
      ),
    },
    { title: 'Instances', lines: separated(plan.instances.map((each) => writer.instance(each))) },
    { title: 'Outputs', lines: plan.outputs.flatMap((each) => writer.definition(each, 'assign')) },
    { title: 'Not read here', lines: unusedLines(plan) },
  ];
}

/** Blocks with a line between them, unless both are single lines. */
function separated(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks.flatMap((block, index) => {
    const above = blocks[index - 1];
    return above && (above.length > 1 || block.length > 1) ? [line(''), ...block] : block;
  });
}

/** Verilator gives all these warnings where the memory is declared. */
function waived({ waivers }: MemoryPlan, lines: readonly Line[]): readonly Line[] {
  return waivers.reduce<readonly Line[]>(
    (inner, { rule, reason }) => [
      line(`// ${reason} on purpose.`),
      line(`/* verilator lint_off ${rule} */`),
      ...inner,
      line(`/* verilator lint_on ${rule} */`),
    ],
    lines,
  );
}

function forwardLines({ definitions }: ModulePlan, writer: Writer): readonly Line[] {
  const declarations = writer.declarations(
    'wire',
    definitions.filter((each) => each.isForward),
  );
  if (declarations.length === 0) return [];
  return [
    line('/* verilator lint_off UNOPTFLAT */'),
    ...declarations,
    line('/* verilator lint_on UNOPTFLAT */'),
  ];
}

function unusedLines({ unused, unusedName }: ModulePlan): readonly Line[] {
  if (unused.length === 0) return [];
  return [
    line(`wire ${unusedName} = &{`),
    line("    1'b0,"),
    ...unused.map(({ text, reason }, index) =>
      line(
        `    ${text}${index < unused.length - 1 ? ',' : ''}${reason ? ` // ${reason.replace(/\s+/g, ' ')}` : ''}`,
      ),
    ),
    line('};'),
  ];
}

/** Ports under each other, names in one column. */
function portLines({ ports }: ModulePlan): readonly Line[] {
  const longest = Math.max(0, ...ports.map(({ width }) => range(width).length));
  return ports.map(({ direction, name, width, source }, index) => {
    const type = `${direction.padEnd('output'.length)} wire ${range(width).padEnd(longest)}`;
    return line(
      `${longest > 0 ? type : type.trimEnd()} ${name}${index < ports.length - 1 ? ',' : ''}`,
      source,
    );
  });
}
