/**
 * The register bus: how a bus bridge reads and writes the registers of a block, one access at a time.
 *
 * - A master offers a request and offers the next one only after it took the response to this one; it takes a response at once.
 * - Addresses count bytes and are multiples of 4; a write changes the bytes with a strobe. The strobe of a read means nothing.
 * - Every request gets one response, in the cycle after its handshake at the earliest. `error` says that nothing can be read
 *   or written there; the data of a write, or of an error, means nothing.
 */
import { bool, bundle, uint } from '../hdl/index.js';

/** Payload of a request: 32 bits of data at an address of `addressBits` bits. */
export function registerRequest({ addressBits }: { readonly addressBits: number }) {
  return bundle({
    write: bool(),
    address: uint<number>(addressBits),
    data: uint(32),
    strobe: uint(4),
  });
}

/** Payload of a response. */
export const registerResponse = bundle({ data: uint(32), error: bool() });
