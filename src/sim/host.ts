/** The host's WebAssembly, typed here because only the browser's library of types knows it. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

type Imports = Readonly<Record<string, Readonly<Record<string, WasmMemory | ((argument: number) => void)>>>>;

interface WebAssemblyHost {
  readonly Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: Imports,
  ) => { readonly exports: Readonly<Record<string, (argument: number) => void>> };
}

const host = (globalThis as unknown as { readonly WebAssembly: WebAssemblyHost }).WebAssembly;

/** Memory of exactly so many pages: it never grows, so views of its buffer stay valid. */
export function createMemory(pages: number): WasmMemory {
  return new host.Memory({ initial: pages, maximum: pages });
}

/** The exported function of a program. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: Imports,
  name: string,
): (argument: number) => void {
  const found = new host.Instance(new host.Module(bytes), imports).exports[name];
  if (!found) throw new Error(`the program does not export '${name}'`);
  return found;
}
