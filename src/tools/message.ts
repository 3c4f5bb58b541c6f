/** What the tools say about Verilog, as data: file, line, and the sentence. */

export interface ToolMessage {
  readonly severity: 'error' | 'warning';
  /** Verilator's name of the rule (`WIDTH`); the other tools have none. */
  readonly rule: string | undefined;
  /** The Verilog file as it was named to the tool; undefined for a message about no line. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly text: string;
}

/** One of the texts that make up a design. */
export interface VerilogSource {
  /** File name without a folder: `tagged_alu.v`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Verilator: `%Warning-WIDTH: alu.v:5:18: Operator ADD ...`, then lines of context that begin with a blank.
 * The closing `%Error: Exiting due to ...` says nothing new and is dropped.
 */
export function parseVerilatorMessages(output: string): ToolMessage[] {
  const messages: ToolMessage[] = [];
  for (const line of output.split('\n')) {
    const match = /^%(Warning|Error)(?:-(\w+))?: (?:([^\s:]+):(\d+):(?:(\d+):)? )?(.*)$/.exec(line);
    if (!match) continue;
    const [, severity, rule, file, row, column, text = ''] = match;
    if (text.startsWith('Exiting due to') || text.startsWith('Command Failed')) continue;
    messages.push({
      severity: severity === 'Error' ? 'error' : 'warning',
      rule,
      file,
      line: numberOf(row),
      column: numberOf(column),
      text,
    });
  }
  return messages;
}

/** Icarus: `alu.v:5: warning: ...`, `alu.v:5: error: ...` or `alu.v:5: syntax error`; a sorry is an error too. */
export function parseIcarusMessages(output: string): ToolMessage[] {
  const messages: ToolMessage[] = [];
  for (const line of output.split('\n')) {
    const match = /^([^\s:]+):(\d+): (?:(warning|error|sorry): )?(.*)$/.exec(line);
    if (match) {
      const [, file, row, severity, text = ''] = match;
      messages.push({
        severity: severity === 'warning' ? 'warning' : 'error',
        rule: undefined,
        file,
        line: numberOf(row),
        column: undefined,
        text: text.trim(),
      });
    } else if (/^error: /i.test(line)) {
      messages.push({ ...nowhere, severity: 'error', text: line.replace(/^error: /i, '') });
    }
  }
  return messages;
}

/** Yosys: `alu.v:5: ERROR: ...`, `Warning: ...` with further lines indented by four blanks, `ERROR: ...`. */
export function parseYosysMessages(output: string): ToolMessage[] {
  const messages: ToolMessage[] = [];
  const lines = output.split('\n');
  lines.forEach((line, index) => {
    const match = /^(?:([^\s:]+):(\d+): )?(Warning|ERROR): (.*)$/.exec(line);
    if (!match) return;
    const [, file, row, severity, text = ''] = match;
    let whole = text;
    for (let next = index + 1; /^ {4}\S/.test(lines[next] ?? ''); next++) whole += ` ${lines[next]?.trim()}`;
    messages.push({
      severity: severity === 'ERROR' ? 'error' : 'warning',
      rule: undefined,
      file,
      line: numberOf(row),
      column: undefined,
      text: whole,
    });
  });
  return messages;
}

/** `alu.v:5:18: WIDTH: Operator ADD ...` */
export function formatMessage({ file, line, column, rule, text }: ToolMessage): string {
  const place =
    file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
  return `${place}${rule === undefined ? '' : `${rule}: `}${text}`;
}

const nowhere = { rule: undefined, file: undefined, line: undefined, column: undefined };

const numberOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);
