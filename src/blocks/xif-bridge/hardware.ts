/** Custom instructions by CORE-V-XIF; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  choice,
  constant,
  flag,
  hardware,
  integer,
  mux,
  output,
  pulse,
  register,
  sink,
  source,
  uint,
  vector,
  type Bool,
  type UInt,
  type ValuesOf,
} from '../../hdl/index.js';
import { anyOf, firstOf, streamRegister } from '../../library/index.js';
import { decode } from './decode.js';
import { operationBits } from './instructions.js';

export const parameters = {
  idBits: integer(4, { min: 1, max: 8, documentation: 'X_ID_WIDTH: bits of an id, and of a tag' }),
  wordBits: choice([32, 64], 'X_RFR_WIDTH and X_RFW_WIDTH: bits of a register of the core'),
  hartBits: integer(1, { min: 1, max: 32, documentation: 'X_HARTID_WIDTH' }),
  split: flag(false, 'X_ISSUE_REGISTER_SPLIT: operands come in a transaction of their own'),
  entries: integer(4, {
    min: 2,
    max: 16,
    documentation: 'instructions held until they are committed and sent',
  }),
  statusBits: integer(8, { min: 1, max: 32, documentation: "bits of a response's status" }),
};

export type XifBridgeParameters = ValuesOf<typeof parameters>;

/** One instruction a cycle; 1 cycle from the commit to the command, and from the response to the result. */
export const xifBridge = block(
  'xif_bridge',
  {
    documentation:
      'Custom instructions by CORE-V-XIF 1.0: issue, register, commit and result interface on one side, commands on the ' +
      'other. One instruction a cycle; 1 cycle from the commit to the command, and from the response to the result.',
    parameters,
  },
  (p) => {
    const id = uint<number>(p.idBits);
    const hartid = uint<number>(p.hartBits);
    const word = uint<number>(p.wordBits);
    const command = bundle({ operation: uint<number>(operationBits), a: word, b: word, tag: id });
    const result = bundle({ hartid, id, data: word, rd: uint(5), we: bool() });
    const entry = bundle({
      id,
      hartid,
      rd: uint(5),
      operation: uint<number>(operationBits),
      own: bool(),
      swaps: bool(),
      a: word,
      b: word,
      committed: bool(),
      ...(p.split ? { reads: uint(2), complete: bool() } : {}),
    });
    return hardware({
      ports: {
        xIssue: sink(bundle({ req: bundle({ instr: uint(32), hartid, id }) })),
        xIssueResp: output(bundle({ accept: bool(), writeback: bool(), registerRead: uint(2) })),
        xRegister: sink(bundle({ hartid, id, rs: vector(word, 2), rsValid: uint(2) })),
        xCommit: pulse(bundle({ hartid, id, commitKill: bool() })),
        xResult: source(result),
        command: source(command),
        response: sink(bundle({ word, status: uint(p.statusBits), tag: id })),
      },
      build(ports, m) {
        const { xIssue, xRegister, xCommit, response } = ports;
        m.unused(xRegister.payload.hartid, 'the id says which instruction it is');
        m.unused(xCommit.payload.hartid, 'the id says which instruction it is');
        const issued = xIssue.payload.req;
        const operands = xRegister.payload;

        // The answer to an issue request is given in its cycle.
        const { decoded } = m.name({ decoded: decode(issued.instr) });
        ports.xIssueResp.is({
          accept: decoded.accept,
          writeback: decoded.accept,
          registerRead: decoded.reads,
        });

        // Instructions in the order of the program, the oldest first.
        const { count } = m.registers({ count: register(uint(bitsFor(p.entries + 1)), { reset: 0 }) });
        const { queue } = m.registers({
          queue: register(vector(entry, p.entries), { noReset: 'read only below count' }),
        });
        const held = queue.elements;
        const isFor = (sought: UInt): Bool[] =>
          held.map((one, place) => count.gt(place).and(one.id.eq(sought)));
        const { notFull } = m.name({ notFull: count.ne(p.entries) });

        // Operands: all that the instruction reads, at once.
        const covers = (reads: UInt<2>): Bool => operands.rsValid.not().and(reads).any().not();
        const { isIssued } = m.name({ isIssued: xIssue.valid.and(issued.id.eq(operands.id)) });
        const { issuedCovered } = m.name({ issuedCovered: covers(decoded.reads) });
        const operandsFor = isFor(operands.id);
        if (p.split) {
          // Of instructions that are not held, being refused or killed, the operands are dropped.
          const waits = held.map(({ reads }, place) =>
            reads ? (operandsFor[place] as Bool).and(covers(reads).not()) : constant(bool(), 0),
          );
          const { operandsWait } = m.name({ operandsWait: anyOf(waits) });
          xIssue.ready.is(notFull);
          xRegister.ready.is(mux(isIssued, notFull.and(issuedCovered), operandsWait.not()));
        } else {
          const { bothReady } = m.name({
            bothReady: notFull.and(xRegister.valid).and(isIssued).and(issuedCovered),
          });
          xIssue.ready.is(bothReady);
          xRegister.ready.is(bothReady);
        }

        // A commit is for the instruction and all before it, a kill for the instruction and all after it.
        const { commits, kills } = m.name({
          commits: xCommit.valid.and(xCommit.payload.commitKill.not()),
          kills: xCommit.valid.and(xCommit.payload.commitKill),
        });
        const named = isFor(xCommit.payload.id);
        const { namesIssued, namesHeld } = m.name({
          namesIssued: issued.id.eq(xCommit.payload.id),
          namesHeld: anyOf(named),
        });
        // Either may come while the issue request still waits to be taken.
        const { early } = m.registers({
          early: register(bundle({ commits: bool(), kills: bool() }), { reset: { commits: 0, kills: 0 } }),
        });
        const { earlyId } = m.registers({
          earlyId: register(id, { noReset: 'read only after an early commit' }),
        });
        const { isEarly } = m.name({ isEarly: earlyId.eq(issued.id) });
        const { commitsOlder } = m.name({
          commitsOlder: commits.and(xIssue.valid).and(namesIssued).and(decoded.accept),
        });
        const { commitsIssued, killsIssued } = m.name({
          commitsIssued: xIssue.valid.and(commits.and(namesIssued).or(early.commits.and(isEarly))),
          killsIssued: xIssue.valid.and(kills.and(namesIssued).or(early.kills.and(isEarly))),
        });
        early.commits.next(commitsIssued.and(xIssue.ready.not()));
        early.kills.next(killsIssued.and(xIssue.ready.not()));
        earlyId.next(issued.id);
        const { pushes } = m.name({
          pushes: xIssue.fire.and(decoded.accept).and(killsIssued.or(kills.and(namesHeld)).not()),
        });
        const { survivors } = m.name({
          survivors: mux(kills.and(namesHeld), firstOf(named, count.width), count),
        });

        // The head leaves when its command is taken, or when the bridge has done it.
        const [head] = held as [(typeof held)[number]];
        const { headReady } = m.name({
          headReady: count
            .ne(0)
            .and(head.committed)
            .and(head.complete ?? 1),
        });
        const { sends } = m.name({ sends: headReady.and(head.own.not()) });
        ports.command.valid.is(sends);
        ports.command.payload.is({ operation: head.operation, a: head.a, b: head.b, tag: head.id });
        const { inFlight } = m.registers({ inFlight: register(uint(p.idBits + 1), { reset: 0 }) });
        const results = streamRegister(m, 'result', result, ports.xResult);
        const { doesOwn } = m.name({
          doesOwn: headReady.and(head.own).and(inFlight.eq(0)).and(results.ready),
        });
        const { pops } = m.name({ pops: ports.command.fire.or(doesOwn) });
        const { place } = m.name({ place: mux(pops, survivors.subtractWrap(1), survivors) });
        count.next(mux(pushes, place.addWrap(1), place));

        const updated = held.map((one, at) => {
          const committed = one.committed.or(commits.and(anyOf(named.slice(at))).or(commitsOlder));
          if (!one.complete || !one.reads) return { ...one, committed };
          const given = xRegister.fire.and(operandsFor[at] as Bool);
          return {
            ...one,
            a: mux(given, operands.rs.elements[0] as UInt, one.a),
            b: mux(given, operands.rs.elements[1] as UInt, one.b),
            committed,
            complete: one.complete.or(given),
            reads: one.reads,
          };
        });
        const incoming = {
          id: issued.id,
          hartid: issued.hartid,
          rd: issued.instr.slice(7, 5),
          operation: decoded.operation,
          own: decoded.own,
          swaps: decoded.swaps,
          a: operands.rs.elements[0] as UInt,
          b: operands.rs.elements[1] as UInt,
          committed: commitsIssued,
          ...(p.split ? { reads: decoded.reads, complete: xRegister.fire.and(isIssued) } : {}),
        };
        held.forEach((one, at) => {
          m.when(pushes.and(place.eq(at)), () => one.next(incoming))
            .elseWhen(pops, () => one.next(updated[at + 1] ?? (updated[at] as (typeof updated)[number])))
            .otherwise(() => one.next(updated[at] as (typeof updated)[number]));
        });

        // Where results go, by the tag of the command.
        const destinations = m.memory('destinations', bundle({ hartid, rd: uint(5) }), {
          depth: 2 ** p.idBits,
        });
        destinations.write(head.id, { hartid: head.hartid, rd: head.rd }, { enable: ports.command.fire });
        const destination = destinations.readAsynchronous(response.payload.tag, { name: 'destination' });
        m.when(ports.command.fire.and(response.fire.not()), () =>
          inFlight.next(inFlight.addWrap(1)),
        ).elseWhen(response.fire.and(ports.command.fire.not()), () =>
          inFlight.next(inFlight.subtractWrap(1)),
        );

        // The status of the youngest command, for the instructions that ask for it.
        const { status } = m.registers({ status: register(uint(p.statusBits), { reset: 0 }) });
        const { youngest } = m.registers({
          youngest: register(id, { noReset: 'read only while a command is in flight' }),
        });
        m.when(ports.command.fire, () => youngest.next(head.id));
        m.when(response.fire.and(response.payload.tag.eq(youngest)), () =>
          status.next(response.payload.status),
        ).elseWhen(doesOwn.and(head.swaps), () => status.next(head.a.truncate(p.statusBits)));

        response.ready.is(results.ready);
        results.load(response.fire.or(doesOwn), {
          hartid: mux(doesOwn, head.hartid, destination.hartid),
          id: mux(doesOwn, head.id, response.payload.tag),
          data: mux(doesOwn, status.extend<number>(p.wordBits), response.payload.word),
          rd: mux(doesOwn, head.rd, destination.rd),
          we: 1,
        });
        m.assume('asked', response.valid.not().or(inFlight.ne(0)), 'a response that nothing asked for');
      },
    });
  },
);
