/** AXI4 and AXI4-Lite: channels as streams whose signals have the names of Arm IHI 0022 (issue H), table A2-1 ff. */
import { bool, bundle, sink, source, uint } from '../hdl/index.js';

export interface AxiSizes {
  readonly addressBits: number;
  readonly dataBits: number;
  readonly idBits: number;
}

/** AxBURST, table A3-3. */
export const axiBursts = { fixed: 0, incrementing: 1, wrapping: 2 } as const;

/** RRESP and BRESP, table A3-4. */
export const axiResponses = { okay: 0, exclusive_okay: 1, slave_error: 2, decode_error: 3 } as const;

/** The write or read address channel of AXI4, without AxREGION and AxUSER. */
export function axiAddress({ addressBits, idBits }: Pick<AxiSizes, 'addressBits' | 'idBits'>) {
  return bundle({
    id: uint<number>(idBits),
    addr: uint<number>(addressBits),
    len: uint(8),
    size: uint(3),
    burst: uint(2),
    lock: bool(),
    cache: uint(4),
    prot: uint(3),
    qos: uint(4),
  });
}

/** The write data channel of AXI4. */
export function axiWriteData({ dataBits }: Pick<AxiSizes, 'dataBits'>) {
  return bundle({ data: uint<number>(dataBits), strb: uint<number>(dataBits / 8), last: bool() });
}

/** The ports of an AXI4 master: `m_axi_awvalid`, ... */
export function axiMasterPorts(prefix: string, sizes: AxiSizes) {
  const id = uint<number>(sizes.idBits);
  return {
    axiWriteAddress: source(axiAddress(sizes), { prefix: `${prefix}_aw` }),
    axiWriteData: source(axiWriteData(sizes), { prefix: `${prefix}_w` }),
    axiWriteResponse: sink(bundle({ id, resp: uint(2) }), { prefix: `${prefix}_b` }),
    axiReadAddress: source(axiAddress(sizes), { prefix: `${prefix}_ar` }),
    axiReadData: sink(bundle({ id, data: uint<number>(sizes.dataBits), resp: uint(2), last: bool() }), {
      prefix: `${prefix}_r`,
    }),
  };
}

/** The write response and the read data channel of AXI4-Lite. */
export const axiLiteWriteResponse = bundle({ resp: uint(2) });
export const axiLiteReadData = bundle({ data: uint(32), resp: uint(2) });

/** The ports of an AXI4-Lite slave with 32 bits of data: `s_axi_awvalid`, ... (B1.1). */
export function axiLiteSlavePorts(prefix: string, { addressBits }: Pick<AxiSizes, 'addressBits'>) {
  const address = bundle({ addr: uint<number>(addressBits), prot: uint(3) });
  return {
    axiWriteAddress: sink(address, { prefix: `${prefix}_aw` }),
    axiWriteData: sink(bundle({ data: uint(32), strb: uint(4) }), { prefix: `${prefix}_w` }),
    axiWriteResponse: source(axiLiteWriteResponse, { prefix: `${prefix}_b` }),
    axiReadAddress: sink(address, { prefix: `${prefix}_ar` }),
    axiReadData: source(axiLiteReadData, { prefix: `${prefix}_r` }),
  };
}
