import { fileURLToPath } from 'node:url';

/**
 * Where in the author's TypeScript something was written.
 *
 * Capturing a stack costs about 20 us and formatting it about 250 us, so the stack is captured for every node and
 * only formatted when a message, a comment or a coverage report asks for it.
 */
export interface SourcePlace {
  /** Path as the runtime reports it, relative to the working directory where possible. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export class Source {
  readonly #stack: { stack?: string };
  #place: SourcePlace | undefined;

  private constructor(stack: { stack?: string }) {
    this.#stack = stack;
  }

  /** Captures the present stack; frames of the language itself are passed over when the place is asked for. */
  static readonly capture = (): Source => {
    const holder: { stack?: string } = {};
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 16; // deep enough to leave the language's own frames behind
    Error.captureStackTrace(holder, Source.capture);
    Error.stackTraceLimit = limit;
    return new Source(holder);
  };

  /** A place for what no author wrote: nodes made by a pass without an origin, or tests of the netlist itself. */
  static readonly none: Source = new Source({ stack: '' });

  /** The first frame outside the language itself, or undefined when there is none. */
  get place(): SourcePlace | undefined {
    this.#place ??= findAuthorFrame(this.#stack.stack ?? '');
    return this.#place;
  }

  /** `src/blocks/cache/hardware.ts:34:40`, or `(unknown place)`. */
  toString(): string {
    const place = this.place;
    return place ? `${place.file}:${place.line}:${place.column}` : '(unknown place)';
  }
}

/** The folder of this package: an author may well have a src/hdl of his own. */
const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
/** Frames of these folders belong to the language and never to an author; tests of the language are authors. */
const languageFile = /^(src|dist)[\\/](hdl|netlist)[\\/](?!.*\.test\.)/;

function findAuthorFrame(stack: string): SourcePlace | undefined {
  for (const line of stack.split('\n')) {
    const match = /\(?((?:file:\/\/)?[^()\s][^()]*?):(\d+):(\d+)\)?$/.exec(
      line.trim().replace(/^at /, '').replace(/^.*\(/, '('),
    );
    if (!match || line.includes('node:internal')) continue;
    const [, place = '', row = '0', column = '0'] = match;
    const file = place.startsWith('file://') ? fileURLToPath(place) : place;
    if (file.startsWith(packageFolder) && languageFile.test(file.slice(packageFolder.length))) continue;
    return { file: relativeToHere(file), line: Number(row), column: Number(column) };
  }
  return undefined;
}

function relativeToHere(path: string): string {
  const here = process.cwd() + '/';
  return path.startsWith(here) ? path.slice(here.length) : path;
}
