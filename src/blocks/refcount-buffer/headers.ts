/** Evictions under way: each reads a header, changes its count and writes it; they end in the order in which they began. */
import {
  bitsFor,
  bool,
  bundle,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import type { Receiver, Sender } from '../../hdl/index.js';
import { anyOf, firstOf, oneHotMux } from '../../library/gates.js';
import { changedCount, headerIn, lanesOf, strobeOf } from './count.js';
import type { Victim } from './entries.js';
import { refusalBits, refusals, type Refusal } from './operations.js';
import type { Shapes, Sizes } from './shapes.js';

export interface Headers {
  /** Whether an eviction can begin in this cycle. */
  readonly room: Bool;
  /** None is under way. */
  readonly idle: Bool;
  /** The oldest one has ended. */
  readonly ended: Bool;
  readonly address: UInt;
  readonly change: SInt;
  /** It made the count zero. */
  readonly zero: Bool;
  /** It could not be made: the code why, else 0. */
  readonly status: UInt;
  /** A change of its object is in the list, or was until it was evicted. */
  readonly inList: Bool;
  /** A younger eviction of the same object is under way, and since then the object was updated. */
  readonly evictedAgain: Bool;
  /** The update is of its object. */
  readonly updatedNow: Bool;
  readonly events: { readonly writes: Bool; readonly immortals: Bool; readonly saturations: Bool };
  /** Lets go of the oldest one. To be called once. */
  retire(when: Bool): void;
}

const states = ['free', 'waiting', 'reading', 'changed', 'writing', 'ended'] as const;

export function headers(
  m: Builder,
  p: Sizes,
  shapes: Shapes,
  by: {
    readonly begins: Bool;
    readonly victim: Victim;
    /** What comes into the list, or wants to. */
    readonly update: {
      readonly address: UInt;
      readonly enters: Bool;
      /** The list has a change of its object before, and afterwards. */
      readonly held: Bool;
      readonly stays: Bool;
    };
    readonly heap: { readonly base: UInt; readonly limit: UInt };
    readonly request: Sender<Shapes['memoryRequest']>;
    readonly response: Receiver<Shapes['memoryResponse']>;
  },
): Headers {
  const indexBits = bitsFor(p.inFlight);
  const { next, issue, oldest } = m.registers({
    next: register(uint(indexBits), { reset: 0 }),
    issue: register(uint(indexBits), { reset: 0 }),
    oldest: register(uint(indexBits), { reset: 0 }),
  });
  const after = (pointer: UInt): UInt =>
    2 ** indexBits === p.inFlight
      ? pointer.addWrap(1)
      : mux(pointer.eq(p.inFlight - 1), constant(uint(indexBits), 0), pointer.addWrap(1));
  const slots = Array.from({ length: p.inFlight }, (_, index) =>
    m.scope(`slot${index}`, () => {
      const state = m.machine('state', states);
      const registers = m.registers({
        address: register(shapes.address, { noReset: 'read only while not free' }),
        zero: register(bool(), { noReset: 'read only when ended' }),
        status: register(uint<number>(refusalBits), { noReset: 'read only when ended' }),
        inList: register(bool(), { noReset: 'read only when ended' }),
        evictedAgain: register(bool(), { noReset: 'read only when ended' }),
      });
      // What the list holds of the object is followed from here on: to search the list would take another comparator an entry.
      // What it no longer holds when the next change comes was evicted in between.
      const updated = registers.address.eq(by.update.address);
      const { inList, evictedAgain } = registers;
      m.when(updated.and(by.update.enters), () => {
        inList.next(by.update.stays);
        evictedAgain.next(evictedAgain.or(by.victim.stays).or(inList.and(by.update.held.not())));
      });
      return { index, state, updated, ...registers };
    }),
  );
  type Slot = (typeof slots)[number];
  // The same addresses as in the places, where they are compared: to choose one of those would take more than a second copy.
  const victims = m.memory('victims', bundle({ address: shapes.address, change: shapes.change }), {
    depth: p.inFlight,
  });
  const victimAt = (index: UInt, name: string) => victims.readAsynchronous(index, { name });
  const pick = (index: UInt, of: (slot: Slot) => UInt): UInt => {
    const values = slots.map(of);
    return oneHotMux(
      slots.map((slot) => index.eq(slot.index)),
      values,
      values[0]?.width ?? 1,
    );
  };
  const is = (index: UInt, condition: (slot: Slot) => Bool): Bool =>
    anyOf(slots.map((slot) => index.eq(slot.index).and(condition(slot))));

  // Evictions begin in order, and a read waits for an older eviction of the same object to end its write.
  const { issueAddress, issueWaits } = m.name({
    issueAddress: victimAt(issue, 'issued').address,
    issueWaits: is(issue, ({ state }) => state.in('waiting')),
  });
  const headerBytesBits = Math.log2(p.headerBits / 8);
  const { fromBase, belowLimit, misaligned } = m.name({
    fromBase: by.heap.base.le(issueAddress),
    belowLimit: issueAddress.lt(by.heap.limit),
    misaligned: issueAddress.truncate(headerBytesBits).any(),
  });
  const { badAddress, hazard } = m.name({
    badAddress: fromBase.and(belowLimit).and(misaligned.not()).not(),
    hazard: anyOf(
      slots.map(({ state, address }) =>
        state.in('reading', 'changed', 'writing').and(address.eq(issueAddress)),
      ),
    ),
  });
  const changed = slots.map(({ state }) => state.in('changed'));
  const { anyChanged, changedSlot } = m.name({
    anyChanged: anyOf(changed),
    changedSlot: firstOf(changed, indexBits),
  });

  // One request at a time on offer; writes go first, since they free a place.
  const { offering } = m.registers({ offering: register(bool(), { reset: 0 }) });
  const { offered } = m.registers({
    offered: register(shapes.memoryRequest, { noReset: 'read only while offering' }),
  });
  by.request.valid.is(offering);
  by.request.payload.is(offered);
  const { canOffer } = m.name({ canOffer: offering.not().or(by.request.ready) });
  const { sendsWrite, sendsRead, refusesAddress } = m.name({
    sendsWrite: canOffer.and(anyChanged),
    sendsRead: canOffer.and(anyChanged.not()).and(issueWaits).and(badAddress.not()).and(hazard.not()),
    refusesAddress: issueWaits.and(badAddress),
  });
  const { sent } = m.name({ sent: mux(anyChanged, changedSlot, issue) });
  // Addresses that are asked for are aligned: what counts is the number of the header.
  const numberOf = ({ address }: { readonly address: UInt }): UInt =>
    address.slice(headerBytesBits, p.addressBits - headerBytesBits);
  const { sentNumber } = m.name({ sentNumber: numberOf(victimAt(sent, 'sent_victim')) });
  const sums = m.memory('sums', uint<number>(p.headerBits), { depth: p.inFlight });
  const sentHeader = sums.readAsynchronous(changedSlot, { name: 'sent_header' });
  const wordBytesBits = Math.log2(p.dataBits / 8);
  const laneBits = wordBytesBits - headerBytesBits;
  m.when(canOffer, () => {
    offering.next(sendsWrite.or(sendsRead));
    offered.next({
      write: anyChanged,
      address: concat(
        sentNumber.slice(laneBits, sentNumber.width - laneBits),
        constant(uint(wordBytesBits), 0),
      ),
      beats: 0,
      data: lanesOf(p, sentHeader),
      strobe: strobeOf(p, sentNumber, anyChanged),
      tag: indexBits < p.tagBits ? sent.extend(p.tagBits) : sent.truncate(p.tagBits),
    });
  });
  m.when(by.begins, () => next.next(after(next)));
  m.when(sendsRead.or(refusesAddress), () => issue.next(after(issue)));

  // A response is looked at in the cycle after its handshake.
  by.response.ready.is(1);
  const slotBits = Math.min(indexBits, p.tagBits);
  const { data, last, error, tag } = by.response.payload;
  m.unused(last, 'every request asks for one word');
  if (p.tagBits > slotBits) m.unused(tag, 'tags beyond the slots are not asked for');
  const { answered } = m.registers({
    answered: register(bool(), { noReset: 'no place waits for an answer while all are free' }),
  });
  const { answer } = m.registers({
    answer: register(
      bundle({ data: uint<number>(p.dataBits), error: bool(), slot: uint<number>(slotBits) }),
      { noReset: 'read only when answered' },
    ),
  });
  answered.next(by.response.valid);
  m.when(by.response.valid, () => answer.next({ data, error, slot: tag.truncate(slotBits) }));
  const answeredSlot = answer.slot;
  const answeredVictim = victimAt(answeredSlot, 'answered_victim');
  const { answeredNumber, answeredChange } = m.name({
    answeredNumber: laneBits > 0 ? numberOf(answeredVictim).truncate(laneBits) : sentNumber,
    answeredChange: answeredVictim.change,
  });
  const { header } = m.name({ header: headerIn(p, answer.data, answeredNumber) });
  const sum = m.scope('sum', () => changedCount(m, p, header, answeredChange));
  sums.write(answeredSlot, sum.header, { enable: answered });
  const { readStatus } = m.name({
    readStatus: mux(
      answer.error,
      codeOf('read_error'),
      mux(sum.underflows, codeOf('underflow'), mux(sum.overflows, codeOf('overflow'), 0)),
    ),
  });
  const { readEnds } = m.name({ readEnds: readStatus.any().or(sum.isImmortal) });

  const { retiring } = m.wires({ retiring: bool() });
  for (const slot of slots) {
    const { state, index } = slot;
    const answers = answered.and(answeredSlot.eq(index));
    state.states({
      // What a state does not need yet is written anyway: it costs no condition.
      free: () => {
        slot.address.next(by.victim.address);
        slot.inList.next(by.victim.stays);
        slot.evictedAgain.next(0);
        m.when(by.begins.and(next.eq(index)), () => state.go('waiting'));
      },
      waiting: () => {
        slot.zero.next(0);
        slot.status.next(refusals.bad_address);
        m.when(issue.eq(index), () => {
          m.when(refusesAddress, () => state.go('ended')).elseWhen(sendsRead, () => state.go('reading'));
        });
      },
      reading: () => {
        slot.zero.next(sum.isZero.and(readEnds.not()));
        slot.status.next(readStatus);
        m.when(answers, () => {
          m.when(readEnds, () => state.go('ended')).otherwise(() => state.go('changed'));
        });
      },
      changed: () => m.when(canOffer.and(changedSlot.eq(index)), () => state.go('writing')),
      writing: () =>
        m.when(answers, () => {
          state.go('ended');
          m.when(answer.error, () => {
            slot.zero.next(0);
            slot.status.next(refusals.write_error);
          });
        }),
      ended: () => m.when(retiring.and(oldest.eq(index)), () => state.go('free')),
    });
  }
  m.when(retiring, () => oldest.next(after(oldest)));

  const oldestVictim = victimAt(oldest, 'oldest_victim');
  const { oldestZero, oldestStatus } = m.name({
    oldestZero: is(oldest, ({ zero }) => zero),
    oldestStatus: pick(oldest, ({ status }) => status),
  });
  const readsAnswered = answered.and(is(answeredSlot, ({ state }) => state.in('reading')));
  const { hasRoom, ended, evictedAgain, inList } = m.name({
    hasRoom: is(next, ({ state }) => state.in('free')),
    ended: is(oldest, ({ state }) => state.in('ended')),
    evictedAgain: is(oldest, ({ evictedAgain }) => evictedAgain),
    inList: is(oldest, ({ inList }) => inList),
  });
  // Written whether or not an eviction begins, which is known late.
  const { address, change } = by.victim;
  victims.write(next, { address, change }, { enable: hasRoom });
  return {
    room: hasRoom,
    idle: anyOf(slots.map(({ state }) => state.in('free').not())).not(),
    ended,
    address: oldestVictim.address,
    change: oldestVictim.change,
    zero: oldestZero,
    status: oldestStatus,
    inList,
    evictedAgain,
    updatedNow: is(oldest, ({ updated }) => updated),
    events: {
      writes: sendsWrite,
      immortals: readsAnswered.and(answer.error.not()).and(sum.isImmortal),
      saturations: readsAnswered.and(readEnds.not()).and(sum.saturates),
    },
    retire: (when) => retiring.is(when),
  };
}

const codeOf = (name: Refusal): Signal<ReturnType<typeof uint<number>>> =>
  constant(uint<number>(refusalBits), refusals[name]);
