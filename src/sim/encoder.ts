/**
 * The WebAssembly binary format, as much of it as the engine emits.
 * Numbers are those of the WebAssembly core specification 1.0, chapter 5, with sign extension operators.
 */

export type WasmType = 'i32' | 'i64';

const typeCode = { i32: 0x7f, i64: 0x7e } as const;

/** Opcodes that take no immediate operand. */
const plain = {
  else: 0x05,
  end: 0x0b,
  return: 0x0f,
  drop: 0x1a,
  select: 0x1b,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.le_s': 0x4c,
  'i32.le_u': 0x4d,
  'i64.eqz': 0x50,
  'i64.eq': 0x51,
  'i64.ne': 0x52,
  'i64.lt_s': 0x53,
  'i64.lt_u': 0x54,
  'i64.le_s': 0x57,
  'i64.le_u': 0x58,
  'i32.popcnt': 0x69,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i64.popcnt': 0x7b,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_s': 0x87,
  'i64.shr_u': 0x88,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_s': 0xac,
  'i64.extend_i32_u': 0xad,
  'i32.extend8_s': 0xc0,
  'i32.extend16_s': 0xc1,
  'i64.extend32_s': 0xc4,
} as const;

export type Opcode = keyof typeof plain;

export function isOpcode(name: string): name is Opcode {
  return name in plain;
}

/** Opcode of a load and of a store of so many bytes; the rest of the value is zero. */
const memoryOpcode = {
  i32: { load: { 1: 0x2d, 2: 0x2f, 4: 0x28, 8: 0 }, store: { 1: 0x3a, 2: 0x3b, 4: 0x36, 8: 0 } },
  i64: { load: { 1: 0x31, 2: 0x33, 4: 0x35, 8: 0x29 }, store: { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 } },
} as const;

export type ByteCount = 1 | 2 | 4 | 8;

/** Bytes that grow, with the format's variable-length integers. */
class Bytes {
  #data = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array {
    return this.#data.subarray(0, this.#length);
  }

  byte(value: number): void {
    if (this.#length === this.#data.length) this.#grow(1);
    this.#data[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#data.length) this.#grow(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && !(low & 0x40)) || (rest === -1 && low & 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  signedBig(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && !(low & 0x40)) || (rest === -1n && low & 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.unsigned(encoded.length);
    this.append(encoded);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(this.#data.length * 2, this.#length + needed));
    larger.set(this.#data);
    this.#data = larger;
  }
}

/** The body of one function: its locals and its instructions. */
export class FunctionBody {
  readonly code = new Bytes();
  readonly #parameters: number;
  readonly #locals: WasmType[] = [];

  constructor(parameters = 0) {
    this.#parameters = parameters;
  }

  local(type: WasmType): number {
    this.#locals.push(type);
    return this.#parameters + this.#locals.length - 1;
  }

  op(name: Opcode): void {
    this.code.byte(plain[name]);
  }

  constant(type: WasmType, value: bigint): void {
    this.code.byte(type === 'i32' ? 0x41 : 0x42);
    if (type === 'i32') this.code.signed(Number(BigInt.asIntN(32, value)));
    else this.code.signedBig(value);
  }

  get(local: number): void {
    this.code.byte(0x20);
    this.code.unsigned(local);
  }

  set(local: number): void {
    this.code.byte(0x21);
    this.code.unsigned(local);
  }

  tee(local: number): void {
    this.code.byte(0x22);
    this.code.unsigned(local);
  }

  call(index: number): void {
    this.code.byte(0x10);
    this.code.unsigned(index);
  }

  loop(): void {
    this.code.byte(0x03);
    this.code.byte(0x40);
  }

  branchIf(depth: number): void {
    this.code.byte(0x0d);
    this.code.unsigned(depth);
  }

  /** Opens an `if`; without a result type it is a statement. */
  if(result?: WasmType): void {
    this.code.byte(0x04);
    this.code.byte(result === undefined ? 0x40 : typeCode[result]);
  }

  /** The base address is on the stack. */
  load(type: WasmType, bytes: ByteCount, offset: number): void {
    this.#access(memoryOpcode[type].load[bytes], offset);
  }

  /** The base address and the value are on the stack. */
  store(type: WasmType, bytes: ByteCount, offset: number): void {
    this.#access(memoryOpcode[type].store[bytes], offset);
  }

  #access(code: number, offset: number): void {
    this.code.byte(code);
    this.code.byte(0); // the alignment is only a hint
    this.code.unsigned(offset);
  }

  encode(): Uint8Array {
    const body = new Bytes();
    // Locals are declared in runs of one type.
    const runs: [number, WasmType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    body.unsigned(runs.length);
    for (const [count, type] of runs) {
      body.unsigned(count);
      body.byte(typeCode[type]);
    }
    body.append(this.code.bytes());
    body.byte(plain.end);
    return body.bytes();
  }
}

export interface FunctionSignature {
  readonly parameters: readonly WasmType[];
}

export interface WasmProgram {
  readonly importedMemory: { readonly module: string; readonly name: string; readonly pages: number };
  readonly importedFunctions: readonly {
    readonly module: string;
    readonly name: string;
    readonly signature: FunctionSignature;
  }[];
  /** Their indices follow those of the imported functions. None has a result. */
  readonly functions: readonly { readonly signature: FunctionSignature; readonly body: FunctionBody }[];
  readonly exported: { readonly name: string; readonly functionIndex: number };
}

/** The bytes of a module, ready for `new WebAssembly.Module`. */
export function encodeProgram(program: WasmProgram): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  for (const byte of [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]) out.byte(byte);

  const section = (id: number, write: (content: Bytes) => void): void => {
    const content = new Bytes();
    write(content);
    out.byte(id);
    out.unsigned(content.length);
    out.append(content.bytes());
  };

  const signatures: string[] = [];
  const typeIndex = ({ parameters }: FunctionSignature): number => {
    const key = parameters.join();
    const known = signatures.indexOf(key);
    return known >= 0 ? known : signatures.push(key) - 1;
  };
  const importedTypes = program.importedFunctions.map((each) => typeIndex(each.signature));
  const ownTypes = program.functions.map((each) => typeIndex(each.signature));

  section(1, (content) => {
    content.unsigned(signatures.length);
    for (const key of signatures) {
      const parameters = key === '' ? [] : (key.split(',') as WasmType[]);
      content.byte(0x60);
      content.unsigned(parameters.length);
      for (const type of parameters) content.byte(typeCode[type]);
      content.unsigned(0);
    }
  });
  section(2, (content) => {
    content.unsigned(1 + program.importedFunctions.length);
    content.text(program.importedMemory.module);
    content.text(program.importedMemory.name);
    content.byte(0x02);
    content.byte(0x00);
    content.unsigned(program.importedMemory.pages);
    program.importedFunctions.forEach((imported, index) => {
      content.text(imported.module);
      content.text(imported.name);
      content.byte(0x00);
      content.unsigned(importedTypes[index] ?? 0);
    });
  });
  section(3, (content) => {
    content.unsigned(ownTypes.length);
    for (const type of ownTypes) content.unsigned(type);
  });
  section(7, (content) => {
    content.unsigned(1);
    content.text(program.exported.name);
    content.byte(0x00);
    content.unsigned(program.exported.functionIndex);
  });
  section(10, (content) => {
    content.unsigned(program.functions.length);
    for (const { body } of program.functions) {
      const encoded = body.encode();
      content.unsigned(encoded.length);
      content.append(encoded);
    }
  });
  return new Uint8Array(out.bytes());
}
