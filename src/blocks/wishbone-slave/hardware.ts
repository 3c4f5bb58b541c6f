/** Wishbone slave in front of a register bus; the README next to this file is its specification. */
import {
  block,
  bool,
  choice,
  concat,
  constant,
  hardware,
  input,
  integer,
  output,
  register,
  sink,
  source,
  uint,
  type ValuesOf,
} from '../../hdl/index.js';
import { registerRequest, registerResponse, streamRegister } from '../../library/index.js';

export const parameters = {
  mode: choice(['classic', 'pipelined'], 'the kind of bus cycles'),
  addressBits: integer(12, { min: 3, max: 64, documentation: 'bits of a byte address' }),
};

export type WishboneSlaveParameters = ValuesOf<typeof parameters>;

/** One access at a time: acknowledged 3 cycles after it was asked for; at best one in 4 cycles, pipelined in 3. */
export const wishboneSlave = block(
  'wishbone_slave',
  {
    documentation:
      'Wishbone B4 slave in front of a register bus. One access at a time, acknowledged 3 cycles after it was asked ' +
      'for, and what the register bus takes beyond one.',
    parameters,
  },
  (p) =>
    hardware({
      ports: {
        wbCycI: input(bool()),
        wbStbI: input(bool()),
        wbWeI: input(bool()),
        wbAdrI: input(uint(p.addressBits)),
        wbSelI: input(uint(4)),
        wbDatI: input(uint(32)),
        wbDatO: output(uint(32), { qualifier: 'wbAckO' }),
        wbAckO: output(bool()),
        wbErrO: output(bool()),
        ...(p.mode === 'pipelined' ? { wbStallO: output(bool()) } : {}),
        registerRequest: source(registerRequest(p)),
        registerResponse: sink(registerResponse),
      },
      build(ports, m) {
        const cycle = ports.wbCycI;
        const request = streamRegister(m, 'request', registerRequest(p), ports.registerRequest);
        const { busy, abandoned, ends, failed } = m.registers({
          busy: register(bool(), { reset: 0 }),
          abandoned: register(bool(), { noReset: 'written when an access is taken' }),
          ends: register(bool(), { reset: 0 }),
          failed: register(bool(), { noReset: 'read only with the end of an access' }),
        });
        const { result } = m.registers({
          result: register(uint(32), { noReset: 'read only with the end of an access' }),
        });
        // In a classic cycle the request still stands while it is acknowledged.
        const { takes } = m.name({
          takes: cycle
            .and(ports.wbStbI)
            .and(busy.not())
            .and(p.mode === 'classic' ? ends.not() : 1),
        });
        request.load(takes, {
          write: ports.wbWeI,
          address: concat(ports.wbAdrI.slice(2, p.addressBits - 2), constant(uint(2), 0)),
          data: ports.wbDatI,
          strobe: ports.wbSelI,
        });
        ports.wbStallO?.is(busy);

        const response = ports.registerResponse;
        response.ready.is(busy);
        m.when(takes, () => busy.next(1)).elseWhen(response.fire, () => busy.next(0));
        // A master that drops the cycle does not want the answer any more; the register bus gives it all the same.
        m.when(takes, () => abandoned.next(0)).elseWhen(cycle.not(), () => abandoned.next(1));
        ends.next(response.fire.and(cycle).and(abandoned.not()));
        failed.next(response.payload.error);
        result.next(response.payload.data);
        const { answers } = m.name({
          answers: ends.and(cycle).and(p.mode === 'classic' ? ports.wbStbI : 1),
        });
        ports.wbAckO.is(answers.and(failed.not()));
        ports.wbErrO.is(answers.and(failed));
        ports.wbDatO.is(result);
      },
    }),
);
