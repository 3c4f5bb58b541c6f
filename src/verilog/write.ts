/** The parts of a module as lines of Verilog. Nothing is decided here. */
import type { Node } from '../netlist/node.js';
import { operators } from '../netlist/operator.js';
import type { Source } from '../netlist/source.js';
import { ExpressionPrinter } from './expression.js';
import { literal, range } from './literal.js';
import { namesItsValue } from './plan.js';
import type {
  Declaration,
  Definition,
  InstancePlan,
  MemoryPlan,
  Process,
  Statement,
  Target,
  Value,
} from './plan.js';
import { indent, line, longestLine, type Line } from './text.js';

interface Place {
  /** Of indentation. */
  readonly depth: number;
  /** The value's own name stands on the left. */
  readonly isDefinition: boolean;
}

export class Writer {
  readonly #names: ReadonlyMap<Node, string>;
  readonly #printer: ExpressionPrinter;

  constructor(names: ReadonlyMap<Node, string>) {
    this.#names = names;
    this.#printer = new ExpressionPrinter(names);
  }

  expression(node: Node): string {
    return this.#printer.flat(node);
  }

  condition(node: Node): string {
    return this.#printer.condition(node);
  }

  /** `kind [7:0] name;` under each other, the names in one column. */
  declarations(kind: 'reg' | 'wire', declarations: readonly Declaration[]): readonly Line[] {
    const longest = Math.max(0, ...declarations.map(({ width }) => range(width).length));
    return declarations.map(({ name, width, source, remark }) => {
      const column = longest === 0 ? '' : `${range(width).padEnd(longest)} `;
      return line(`${kind} ${column}${name};${remark ? ` // ${remark}` : ''}`, source);
    });
  }

  /** `wire [7:0] name = value;` or `assign name = value;` */
  definition(definition: Definition, how: 'wire' | 'assign'): readonly Line[] {
    const { name, width, value, source } = definition;
    const left = how === 'assign' ? `assign ${name}` : declared('wire', width, name);
    return this.#assign(`${left} =`, value, source, {
      depth: 1,
      isDefinition: namesItsValue(definition, this.#names),
    });
  }

  #statements(statements: readonly Statement[], depth: number): readonly Line[] {
    return indent(statements.flatMap((statement) => this.#statement(statement, depth)));
  }

  process(process: Process): readonly Line[] {
    const { clock, asynchronous, statements, source } = process;
    const reset = asynchronous ? clock.reset : undefined;
    const edge = reset ? ` or ${reset.activeLow ? 'negedge' : 'posedge'} ${reset.name}` : '';
    return [
      line(`always @(posedge ${clock.name}${edge}) begin`, source),
      ...this.#statements(statements, 2),
      line('end', source),
    ];
  }

  memory(memory: MemoryPlan): readonly Line[] {
    const { name, width, depth, source, ignoresCollisions, inBlocks } = memory;
    const attributes = [
      ...(ignoresCollisions ? ['no_rw_check'] : []),
      ...(inBlocks ? ['ram_style = "block"'] : []),
    ];
    return [
      ...(attributes.length > 0 ? [line(`(* ${attributes.join(', ')} *)`, source)] : []),
      line(`${declared('reg', width, name)} [0:${depth - 1}];`, source),
    ];
  }

  /** The content at power-up. A run of zeros at the end is a loop. */
  initial({ name, width, depth, initial, loopVariable, source }: MemoryPlan): readonly Line[] {
    if (!initial) return [];
    const given = initial.findLastIndex((word) => word !== 0n) + 1;
    const assign = (index: string, value: bigint): Line =>
      line(`  ${name}[${index}] = ${literal(width, value)};`, source);
    const words = initial.slice(0, given).map((word, index) => assign(`${index}`, word));
    const loop = [
      line(
        `  for (${loopVariable} = ${given}; ${loopVariable} < ${depth}; ${loopVariable} = ${loopVariable} + 1)`,
        source,
      ),
      ...indent([assign(loopVariable, 0n)]),
    ];
    return [
      ...(given < depth ? [line(`integer ${loopVariable};`, source)] : []),
      line('initial begin', source),
      ...words,
      ...(given < depth ? loop : []),
      line('end', source),
    ];
  }

  instance({ module, name, parameters, connections, source }: InstancePlan): readonly Line[] {
    const given = Object.entries(parameters).map(([key, value]) => ({
      port: key,
      text: parameterText(value),
    }));
    const ports = connections.map(({ port, value }) => ({ port, text: this.expression(value) }));
    const list = (entries: readonly { port: string; text: string }[]): readonly Line[] => {
      const longest = Math.max(...entries.map(({ port }) => port.length));
      return entries.map(({ port, text }, index) =>
        line(`    .${port.padEnd(longest)} (${text})${index < entries.length - 1 ? ',' : ''}`, source),
      );
    };
    return [
      ...(given.length > 0
        ? [line(`${module} #(`, source), ...list(given), line(`) ${name} (`, source)]
        : [line(`${module} ${name} (`, source)]),
      ...(ports.length > 0 ? list(ports) : []),
      line(');', source),
    ];
  }

  #statement(statement: Statement, depth: number): readonly Line[] {
    if (statement.kind === 'assignment') {
      const { target, value, source } = statement;
      return this.#assign(`${this.#target(target)} <=`, value, source, { depth, isDefinition: false });
    }
    const lines: Line[] = [];
    let opening = 'if';
    for (let each = statement; ;) {
      const { condition, then, otherwise, source } = each;
      lines.push(line(`${opening} (${this.condition(condition)}) begin`, source));
      lines.push(...this.#statements(then, depth + 1));
      const [only] = otherwise;
      if (otherwise.length === 1 && only?.kind === 'conditional') {
        opening = 'end else if';
        each = only;
        continue;
      }
      if (otherwise.length > 0)
        lines.push(line('end else begin', source), ...this.#statements(otherwise, depth + 1));
      lines.push(line('end', source));
      return lines;
    }
  }

  #target({ name, index, part }: Target): string {
    const word = index ? `${name}[${this.expression(index)}]` : name;
    // A part of one bit is still a select here: the word has more.
    return part ? operators.slice.verilog([word], [part.width + 1], part.width, part.low) : word;
  }

  /** On one line where that is short enough, else on the next, else a line for each operand. */
  #assign(left: string, value: Value, source: Source, { depth, isDefinition }: Place): readonly Line[] {
    const flat = this.#value(value, isDefinition);
    const room = longestLine - 2 * depth - 1;
    const isPlain = value.kind !== 'operation' || (!isDefinition && this.#names.has(value));
    if (left.length + 1 + flat.length <= room || isPlain) return [line(`${left} ${flat};`, source)];
    if (value.operator === 'concat') {
      const elements = this.#printer.broken(value).slice(1, -1);
      return [
        line(`${left} {`, source),
        ...elements.map((text) => line(`    ${text}`, source)),
        line('};', source),
      ];
    }
    const lines = flat.length + 4 <= room ? [flat] : this.#printer.broken(value);
    const last = lines.length - 1;
    return [
      line(left, source),
      ...lines.map((text, index) => line(`    ${text}${index === last ? ';' : ''}`, source)),
    ];
  }

  #value(value: Value, isDefinition: boolean): string {
    if (value.kind !== 'memoryWord')
      return isDefinition ? this.#printer.definition(value) : this.expression(value);
    const word = `${value.memory}[${this.expression(value.index)}]`;
    if (!value.inside) return word;
    return operators.mux.verilog(
      [this.expression(value.inside), word, literal(value.width, 0n)],
      [],
      value.width,
      0,
    );
  }
}

function declared(kind: string, width: number, name: string): string {
  return `${kind} ${width === 1 ? '' : `${range(width)} `}${name}`;
}

function parameterText(value: string | number | bigint): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const bits = BigInt(value);
  if (bits < 0n) return `-32'sd${-bits}`;
  return literal(Math.max(32, bits.toString(2).length), bits);
}
