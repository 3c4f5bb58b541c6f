/** The inline-cache table; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  constant,
  hardware,
  input,
  mux,
  output,
  pulse,
  register,
  sink,
  source,
  uint,
  type Bool,
  type UInt,
} from '../../hdl/index.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { anyOf, firstOf, oneHotMux } from '../../library/gates.js';
import { offerAnswers } from './answers.js';
import { makeGuards } from './guards.js';
import { setOf } from './hash.js';
import {
  absentKind,
  counterIndexBits,
  operations,
  statusBits,
  statuses,
  type Counter,
  type Operation,
} from './operations.js';
import { keyWhenFound, later, whenCompared, whenFound } from './pipeline.js';
import { replacementPolicy } from './replacement.js';
import { actionDelay, parameters, shapesOf } from './shapes.js';
import { readWays, rewriteWays } from './table.js';

/**
 * One lookup a cycle, answered `answerLatency` cycles later; a fill takes that and one more cycle of the lookups, a command three
 * cycles.
 */
export const inlineCache = block(
  'inline_cache',
  {
    documentation:
      'Inline-cache table: where is the attribute, at this site, for this shape? One lookup a cycle, answered in the ' +
      'next or, as a parameter says, the one after it. Entries are filled, guarded by address ranges seen at the snoop port, and invalidated by commands.',
    parameters,
  },
  (p) => {
    const shapes = shapesOf(p);
    return hardware({
      ports: {
        lookup: sink(shapes.key),
        answer: source(shapes.answer),
        command: sink(shapes.command),
        done: source(shapes.done),
        ...(p.guards > 0 ? { snoop: pulse(bundle({ address: uint(p.addressBits) })) } : {}),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const latency = p.answerLatency;
        // Commands: accepted while idle, acting one cycle later (with a delay: two), then walking or done.
        const stage = m.machine('stage', ['walk', 'idle', 'act', 'done']);
        const delay = actionDelay(p);
        const { acts } = m.name({
          acts: delay === 0 ? stage.in('act') : later(m, 'waited', ports.command.fire, 2),
        });
        const { request } = m.registers({
          request: register(shapes.command, { noReset: 'read only after a command was accepted' }),
        });
        const { epoch, walkIndex, clearing, announces, walksAtOnce } = m.registers({
          epoch: register(uint(p.epochBits), { reset: 0 }),
          walkIndex: register(uint(bitsFor(p.sets + latency)), { reset: 0 }),
          clearing: register(bool(), { reset: 1 }), // the walk after reset clears ...
          announces: register(bool(), { reset: 0 }), // ... and answers no command
          // Known when the command is accepted: the walk then need not wait for its decoding, and chooses the address of all ways.
          walksAtOnce: register(bool(), { noReset: 'read only when a command acts' }),
        });
        const asks = (operation: Operation): Bool =>
          ports.command.payload.operation.eq(operations[operation]);
        const { fillAccepted } = m.name({
          fillAccepted: ports.command.fire.and(asks('fill')),
        });
        const act = (operation: Operation): Bool => acts.and(request.operation.eq(operations[operation]));
        const { actsFill, actsOpen, actsRelease, actsFlush, actsInvalidate, epochWraps } = m.name({
          actsFill: act('fill'),
          actsOpen: act('open_guard'),
          actsRelease: act('release_guard'),
          actsFlush: act('flush'),
          actsInvalidate: act('invalidate_site').or(act('invalidate_shape')).or(act('invalidate_context')),
          epochWraps: act('flush').and(epoch.all()),
        });

        // Walks: in each cycle one set is read, and the one read `latency` cycles ago is rewritten.
        const { walking, walkEnds } = m.name({
          walking: stage.in('walk').or(acts.and(walksAtOnce)),
          walkEnds: stage.in('walk').and(walkIndex.eq(p.sets + latency - 1)),
        });
        const { walkReads } = m.name({ walkReads: walking.and(walkIndex.lt(p.sets)) });
        const walkWrites = later(m, 'walkWrites', walkReads, latency);
        walkIndex.next(mux(walking.and(walkEnds.not()), walkIndex.addWrap(1), 0));

        // Lookups: the set is read in the cycle of the handshake and compared in the next one.
        const read = m.registers({
          fresh: register(bool(), { reset: 0 }),
          walked: register(bool(), { noReset: 'read only while fresh' }),
          readSet: register(uint(bitsFor(p.sets)), { noReset: 'read only after a set was read' }),
        });
        const { wanted } = m.registers({
          wanted: register(shapes.key, { noReset: 'read only after a set was read' }),
        });
        const found = delay === 0 ? read : whenFound(m, read, walking);
        const compared = latency === 1 ? read : whenCompared(m, found);
        const { fresh, walked } = compared;
        const { fillUnderWay } = m.registers({ fillUnderWay: register(bool(), { reset: 0 }) });
        const answers = offerAnswers(m, shapes.answer, ports.answer, latency, fresh);
        ports.lookup.ready.is(answers.stalls.or(fillAccepted).or(fillUnderWay).not());
        read.fresh.next(ports.lookup.fire);
        m.when(ports.lookup.fire, () => read.walked.next(walking));

        // All three are made ready at once, and the choice comes last: that a fill is accepted is known late.
        m.assert('reads_one_set', walking.and(fillAccepted).not(), 'a fill was accepted in a walk');
        const { nextSet, reads } = m.name({
          nextSet: oneHotMux(
            [walking, fillAccepted, walking.or(fillAccepted).not()],
            [
              walkIndex.truncate(bitsFor(p.sets)),
              setOf(p.sets, ports.command.payload),
              setOf(p.sets, ports.lookup.payload),
            ],
            bitsFor(p.sets),
          ),
          reads: walkReads.or(fillAccepted).or(ports.lookup.fire.and(walking.not())),
        });
        m.when(reads, () => read.readSet.next(nextSet));
        m.when(actsInvalidate, () => wanted.next(keyOf(request))).elseWhen(
          fillAccepted.or(ports.lookup.fire.and(walking.not())),
          () => wanted.next(mux(fillAccepted, keyOf(ports.command.payload), keyOf(ports.lookup.payload))),
        );
        const comparedKey = delay === 0 ? wanted : keyWhenFound(m, shapes.key, wanted);

        // Guards.
        const asked = ports.command.payload;
        const guards =
          ports.snoop &&
          asked.guard &&
          asked.base &&
          asked.last &&
          request.guard &&
          request.version &&
          request.base &&
          request.last
            ? makeGuards(
                m,
                { count: p.guards, addressBits: p.addressBits, versionBits: p.versionBits, delay },
                {
                  snoop: { valid: ports.snoop.valid, address: ports.snoop.payload.address },
                  asked: {
                    accepted: ports.command.fire,
                    guard: asked.guard,
                    base: asked.base,
                    last: asked.last,
                  },
                  command: {
                    open: actsOpen,
                    release: actsRelease,
                    flush: actsFlush,
                    guard: request.guard,
                    version: request.version,
                    base: request.base,
                    last: request.last,
                  },
                  acts,
                  walkEnds,
                  openAfterWalk: walkEnds.and(announces).and(request.operation.eq(operations.open_guard)),
                },
              )
            : undefined;
        const openWalks = guards?.openWalks ?? constant(bool(), 0);

        const ways = readWays(m, p, shapes.entry, {
          nextSet,
          reads,
          wanted: comparedKey,
          epoch,
          guards,
        });
        const matches = ways.map((way) => way.match);

        // Answers.
        const { hit } = m.name({ hit: anyOf(matches).and(walked.not()) });
        const select = (field: 'kind' | 'value'): UInt =>
          oneHotMux(
            matches.map((match) => match.and(walked.not())),
            ways.map((way) => way[field]),
            shapes.answerFields[field].width,
          );
        const { freshAnswer } = m.name({
          freshAnswer: { hit, kind: select('kind'), value: select('value') },
        });
        answers.offer(freshAnswer);

        // Fills: in place, else into a way without a live entry, else where the policy says.
        const { anyMatch, anyDead } = m.name({
          anyMatch: anyOf(matches),
          anyDead: anyOf(ways.map((way) => way.live.not())),
        });
        const guardStale =
          guards && request.guarded ? request.guarded.and(guards.current.not()) : constant(bool(), 0);
        const { fillStale, fillHolds } = m.name({
          fillStale: actsFill.and(guardStale),
          fillHolds: actsFill.and(guardStale.not()),
        });
        const fillWrites = later(m, 'fillWrites', fillHolds, latency - 1 - delay);
        const fillSettles = later(m, 'fillSettles', actsFill, latency - 1 - delay);
        fillUnderWay.next(fillAccepted.or(fillUnderWay.and(fillSettles.not())));
        const { evicts } = m.name({ evicts: fillWrites.and(anyMatch.not()).and(anyDead.not()) });
        const policy =
          p.ways > 1
            ? replacementPolicy(
                m,
                p.replacement,
                { sets: p.sets, ways: p.ways },
                { nextSet, reads, set: compared.readSet },
              )
            : undefined;
        const wayBits = bitsFor(p.ways);
        const deadWay = firstOf(
          ways.map((way) => way.live.not()),
          wayBits,
        );
        const { filledWay } = m.name({
          filledWay: policy
            ? mux(anyMatch, firstOf(matches, wayBits), mux(anyDead, deadWay, policy.victim))
            : constant(uint(wayBits), 0),
        });
        policy?.update({
          used: fillWrites.or(fresh.and(hit)),
          way: filledWay,
          evicts,
          clears: walkWrites.and(clearing),
        });

        rewriteWays(ways, {
          set: compared.readSet,
          request,
          wanted: comparedKey,
          epoch,
          fills: fillWrites,
          filledWay,
          removes: walkWrites,
          clearing,
        });

        // Results.
        const { resultStatus } = m.registers({
          resultStatus: register(uint(statusBits), { noReset: 'read only while done is offered' }),
        });
        ports.command.ready.is(stage.in('idle'));
        ports.done.valid.is(stage.in('done'));
        ports.done.payload.is({ status: resultStatus, ...guards?.opened });
        const openStatus = guards
          ? mux(
              guards.opens.or(openWalks),
              status('ok'),
              mux(guards.events.refused, status('no_free_guard'), status('bad_range')),
            )
          : status('no_free_guard');
        const releaseOk = guards?.current ?? constant(bool(), 0);
        const { outcome } = m.name({
          outcome: mux(
            request.operation.eq(operations.fill),
            mux(guardStale, status('stale'), status('ok')),
            mux(
              request.operation.eq(operations.open_guard),
              openStatus,
              mux(
                request.operation.eq(operations.release_guard),
                mux(releaseOk, status('ok'), status('stale')),
                mux(request.operation.eq(unassignedOperation), status('unknown_operation'), status('ok')),
              ),
            ),
          ),
        });

        m.when(ports.command.fire, () => {
          request.next(ports.command.payload);
          walksAtOnce.next(
            anyOf([
              asks('invalidate_site'),
              asks('invalidate_shape'),
              asks('invalidate_context'),
              asks('flush').and(epoch.all()),
            ]),
          );
        });
        stage.states({
          idle: () => m.when(ports.command.fire, () => stage.go('act')),
          act: () =>
            m.when(acts, () => {
              m.when(walking.or(openWalks), () => stage.go('walk')).otherwise(() => stage.go('done'));
              clearing.next(actsFlush);
              announces.next(1);
              resultStatus.next(outcome);
              m.when(actsFlush, () => epoch.next(epoch.addWrap(1)));
            }),
          walk: () =>
            m.when(walkEnds, () => {
              m.when(announces, () => stage.go('done')).otherwise(() => stage.go('idle'));
            }),
          done: () => m.when(ports.done.ready, () => stage.go('idle')),
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const events: Readonly<Record<Counter, Bool | undefined>> = {
            lookups: fresh,
            hits: fresh.and(hit),
            misses: fresh.and(hit.not()),
            absent_hits: fresh.and(hit).and(freshAnswer.kind.eq(absentKind)),
            walk_misses: fresh.and(walked),
            lookup_stalls: ports.lookup.valid.and(ports.lookup.fire.not()),
            answer_stalls: answers.stalls,
            fills: fillWrites,
            fills_in_place: fillWrites.and(anyMatch),
            evictions: evicts,
            stale_fills: fillStale,
            guards_opened: guards?.events.opened,
            guards_shared: guards?.events.shared,
            guards_refused: guards?.events.refused ?? actsOpen,
            guards_released: actsRelease.and(releaseOk),
            snoops: ports.snoop?.valid,
            snoop_hits: guards?.events.snoopHits,
            version_wraps: guards?.events.versionWraps,
            invalidations: actsInvalidate,
            flushes: actsFlush,
            epoch_wraps: epochWraps,
            walks: walking.and(walkIndex.eq(0)),
            walk_cycles: walking,
          };
          ports.counterValue.is(
            performanceCounters(m, {
              width: p.counterBits,
              events,
              index: ports.counterIndex,
              clear: ports.counterClear,
              storage: p.counterStorage,
            }),
          );
        }
      },
    });
  },
);

const unassignedOperation = 7;

const status = (name: keyof typeof statuses) => constant(uint(statusBits), statuses[name]);

const keyOf = ({ context, site, shape }: { context: UInt; site: UInt; shape: UInt }) => ({
  context,
  site,
  shape,
});
