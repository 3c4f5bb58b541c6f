/** AXI4-Lite slave in front of a register bus; the README next to this file is its specification. */
import {
  block,
  bool,
  concat,
  constant,
  hardware,
  integer,
  mux,
  register,
  sink,
  source,
  uint,
  type UInt,
  type ValuesOf,
} from '../../hdl/index.js';
import {
  axiLiteReadData,
  axiLiteSlavePorts,
  axiLiteWriteResponse,
  axiResponses,
  registerRequest,
  registerResponse,
  streamRegister,
} from '../../library/index.js';

export const parameters = {
  addressBits: integer(12, { min: 3, max: 64, documentation: 'bits of a byte address' }),
};

export type Axi4LiteSlaveParameters = ValuesOf<typeof parameters>;

/** One access at a time: at best one in 4 cycles, its response offered 3 cycles after the request. */
export const axi4LiteSlave = block(
  'axi4_lite_slave',
  {
    documentation:
      'AXI4-Lite slave in front of a register bus. One access at a time, reads and writes in turn; an access takes 3 ' +
      'cycles from its handshake to the response, and what the register bus takes beyond one.',
    parameters,
  },
  (p) =>
    hardware({
      ports: {
        ...axiLiteSlavePorts('s_axi', p),
        registerRequest: source(registerRequest(p)),
        registerResponse: sink(registerResponse),
      },
      build(ports, m) {
        const { axiWriteAddress, axiWriteData, axiWriteResponse, axiReadAddress, axiReadData } = ports;
        m.unused(axiWriteAddress.payload.prot, 'the registers make no difference between privileges');
        m.unused(axiReadAddress.payload.prot, 'the registers make no difference between privileges');

        // Address and data of a write come in any order: each waits for the other.
        const { haveAddress, haveData, haveRead } = m.registers({
          haveAddress: register(bool(), { reset: 0 }),
          haveData: register(bool(), { reset: 0 }),
          haveRead: register(bool(), { reset: 0 }),
        });
        const { writeAddress, writeData, writeStrobe, readAddress } = m.registers({
          writeAddress: register(uint(p.addressBits), { noReset: 'read only with an address' }),
          writeData: register(uint(32), { noReset: 'read only with data' }),
          writeStrobe: register(uint(4), { noReset: 'read only with data' }),
          readAddress: register(uint(p.addressBits), { noReset: 'read only with an address' }),
        });
        axiWriteAddress.ready.is(haveAddress.not());
        axiWriteData.ready.is(haveData.not());
        axiReadAddress.ready.is(haveRead.not());
        m.when(axiWriteAddress.fire, () => {
          haveAddress.next(1);
          writeAddress.next(axiWriteAddress.payload.addr);
        });
        m.when(axiWriteData.fire, () => {
          haveData.next(1);
          writeData.next(axiWriteData.payload.data);
          writeStrobe.next(axiWriteData.payload.strb);
        });
        m.when(axiReadAddress.fire, () => {
          haveRead.next(1);
          readAddress.next(axiReadAddress.payload.addr);
        });

        // One access at a time, and only with room for its response; reads and writes in turn.
        const stage = m.machine('stage', ['idle', 'offer', 'wait']);
        const { writing } = m.registers({ writing: register(bool(), { reset: 0 }) });
        const writeResponse = streamRegister(m, 'write_response', axiLiteWriteResponse, axiWriteResponse);
        const readData = streamRegister(m, 'read_data', axiLiteReadData, axiReadData);
        const { canWrite, canRead } = m.name({
          canWrite: haveAddress.and(haveData).and(writeResponse.full.not()),
          canRead: haveRead.and(readData.full.not()),
        });
        const { offers, writes } = m.name({
          offers: stage.in('offer').or(stage.in('idle').and(canWrite.or(canRead))),
          writes: mux(stage.in('offer'), writing, canWrite.and(canRead.not().or(writing.not()))),
        });
        ports.registerRequest.valid.is(offers);
        ports.registerRequest.payload.is({
          write: writes,
          address: wordAddress(mux(writes, writeAddress, readAddress)),
          // A write's data may come while a read is offered, which must not change.
          data: mux(writes, writeData, 0),
          strobe: mux(writes, writeStrobe, 0),
        });
        m.when(offers, () => writing.next(writes));
        m.when(ports.registerRequest.fire, () => {
          m.when(writes, () => {
            haveAddress.next(0);
            haveData.next(0);
          }).otherwise(() => haveRead.next(0));
        });
        stage.states({
          idle: () =>
            m
              .when(ports.registerRequest.fire, () => stage.go('wait'))
              .elseWhen(offers, () => stage.go('offer')),
          offer: () => m.when(ports.registerRequest.fire, () => stage.go('wait')),
          wait: () => m.when(ports.registerResponse.fire, () => stage.go('idle')),
        });

        const { data, error } = ports.registerResponse.payload;
        ports.registerResponse.ready.is(stage.in('wait'));
        const resp = mux(error, constant(uint(2), axiResponses.slave_error), axiResponses.okay);
        writeResponse.load(ports.registerResponse.fire.and(writing), { resp });
        readData.load(ports.registerResponse.fire.and(writing.not()), { data, resp });
      },
    }),
);

/** The address of the word that a byte address lies in. */
const wordAddress = (address: UInt): UInt =>
  concat(address.slice(2, address.width - 2), constant(uint(2), 0));
