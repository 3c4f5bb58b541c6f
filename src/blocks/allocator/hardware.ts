/** The allocator; the README next to this file is its specification. */
import {
  block,
  bool,
  concat,
  constant,
  hardware,
  input,
  mux,
  output,
  register,
  sink,
  source,
  uint,
  bitsFor,
  type Bool,
  type UInt,
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { anyOf } from '../../library/gates.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { exceeds, fitted, lastOf } from './arithmetic.js';
import { freeLists } from './lists.js';
import {
  counterIndexBits,
  doneStatusBits,
  doneStatuses,
  operations,
  reasonBits,
  reasons,
  statusBits,
  statuses,
  type Counter,
  type Reason,
} from './operations.js';
import { parameters, shapesOf, sizesOf, wrongTogether } from './shapes.js';

interface Memory {
  readonly address: UInt;
  readonly granules: UInt;
}

/** One request a cycle, answered in the next; one block freed or cut from a run a cycle beside it. */
export const allocator = block(
  'allocator',
  {
    documentation:
      'Allocator: free lists by size class and a bump nursery behind them. One request a cycle, answered in the next; a miss is refused with a reason. ' +
      'Blocks come back one a cycle, runs of free memory are cut up to fill the lists, and what cannot be kept is handed to the host.',
    parameters,
    check: wrongTogether,
  },
  (p) => {
    const sizes = sizesOf(p);
    const { granuleShift, granuleBits, askedBits, classBits, levelBits } = sizes;
    const shapes = shapesOf(p, sizes);
    return hardware({
      ports: {
        request: sink(shapes.request),
        answer: source(shapes.answer),
        free: sink(shapes.memory),
        run: sink(shapes.memory),
        surplus: source(shapes.surplus),
        command: sink(shapes.command),
        done: source(shapes.done),
        refillNursery: input(bool()),
        nurseryNext: output(uint<number>(p.addressBits)),
        nurseryGranules: output(uint<number>(granuleBits)),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint<number>(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const granules = uint<number>(granuleBits);
        const stage = m.machine('stage', ['idle', 'act', 'walk', 'give', 'rest', 'settle', 'done']);
        const working = stage.in('idle');
        const { commanded } = m.registers({
          commanded: register(shapes.command, { noReset: 'read only after a command was accepted' }),
        });
        const { nursery } = m.registers({
          nursery: register(shapes.nursery, { reset: { start: 0, left: 0 } }),
        });
        const { cutting } = m.registers({ cutting: register(bool(), { reset: 0 }) });
        const { cut } = m.registers({ cut: register(shapes.cut, { noReset: 'read only while cutting' }) });
        const { walkClass, walkPlace } = m.registers({
          walkClass: register(uint<number>(bitsFor(p.classes + 1)), { noReset: 'begins with a flush' }),
          walkPlace: register(uint<number>(levelBits), { noReset: 'begins with a flush' }),
        });
        const granuleOf = (address: UInt) => address.slice<number>(granuleShift, granuleBits);
        const addressOf = (granule: UInt) => concat(granule, constant(uint<number>(granuleShift), 0));
        const isOutside = (name: string, memory: Memory): Bool =>
          m.scope(name, () => {
            const { end } = m.name({ end: granuleOf(memory.address).addFull(memory.granules) });
            return anyOf([
              memory.address.truncate<number>(granuleShift).any(),
              end.bit(granuleBits).and(end.truncate<number>(granuleBits).any()),
            ]);
          });
        const isMalformed = (name: string, memory: Memory): Bool =>
          isOutside(name, memory).or(memory.granules.any().not());

        // What is handed to the host.
        const { hands } = m.wires({ hands: bool() });
        const { handed } = m.wires({ handed: shapes.surplus });
        const surplus = fifo(m, 'surplus_queue', shapes.surplus, {
          depth: p.surplusDepth,
          push: hands,
          value: handed,
        });
        ports.surplus.valid.is(surplus.notEmpty);
        ports.surplus.payload.is(surplus.head);
        surplus.pop(ports.surplus.fire);

        // Requests: how many granules, and of which class.
        const { offered } = m.wires({ offered: bool() });
        ports.request.ready.is(working.and(offered.not().or(ports.answer.ready)));
        ports.free.ready.is(working.and(surplus.notFull));
        ports.run.ready.is(working.and(cutting.not()));
        const { asked } = m.name({
          asked: ports.request.payload.size
            .addFull(p.granuleBytes - 1)
            .slice<number>(granuleShift, askedBits),
        });
        const { isNothing, isTooLarge, isSmall } = m.name({
          isNothing: asked.any().not(),
          isTooLarge: exceeds(asked, p.largest),
          isSmall: exceeds(asked, p.classes).not(),
        });
        const askedClass = fitted(asked.subtractWrap(1), classBits);
        const askedGranules = fitted(asked, granuleBits);

        // What goes onto the lists: a block that is freed, else one cut from the run at hand.
        const freed = ports.free.payload;
        const { freedBad, freedLarge } = m.name({
          freedBad: isMalformed('freed', freed),
          freedLarge: exceeds(freed.granules, p.classes),
        });
        const freedClass = fitted(freed.granules.subtractWrap(1), classBits);
        const { pushes, pushClass, pushBlock } = m.wires({
          pushes: bool(),
          pushClass: uint<number>(classBits),
          pushBlock: granules,
        });
        const { forwards, pops, looks, empties, drops } = m.wires({
          forwards: bool(),
          pops: bool(),
          looks: bool(),
          empties: bool(),
          drops: bool(),
        });
        const { stores } = m.name({ stores: pushes.and(forwards.not()) });
        const lists = freeLists(m, p, sizes, {
          push: { when: stores, into: pushClass, block: pushBlock },
          pop: { when: pops, from: askedClass },
          look: { when: looks, at: fitted(walkClass, classBits), place: walkPlace },
          empty: { when: empties, of: fitted(walkClass, classBits), all: drops },
        });
        const { freedLevel, askedLevel, walkLevel } = m.name({
          freedLevel: lists.level(freedClass),
          askedLevel: lists.level(askedClass),
          walkLevel: lists.level(fitted(walkClass, classBits)),
        });
        const { freedFull } = m.name({ freedFull: freedLevel.eq(p.depth) });
        const { keeps } = m.name({
          keeps: ports.free.fire.and(anyOf([freedBad, freedLarge, freedFull]).not()),
        });

        // The run at hand: a block for the last class that needs one and that it has enough for, until there is none.
        const { cuts } = m.name({ cuts: working.and(cutting).and(ports.free.fire.not()) });
        const { usable } = m.name({
          usable: mux(
            exceeds(cut.left, p.classes),
            constant(uint<number>(bitsFor(p.classes + 1)), p.classes),
            fitted(cut.left, bitsFor(p.classes + 1)),
          ),
        });
        const needs = lists.levels.map((level, index) => {
          const need = p.watermark === 0 ? constant(bool(), 0) : level.lt(p.watermark).and(usable.gt(index));
          return m.name({ [`need_${index}`]: need })[`need_${index}`] as Bool;
        });
        const { cutsBlock, cutClass } = m.name({
          cutsBlock: cuts.and(anyOf(needs)).and(cut.isBad.not()),
          cutClass: lastOf(needs, classBits),
        });
        const { cutGranules } = m.name({
          cutGranules: cutClass.extend<number>(granuleBits).addWrap(1),
        });
        const { cutEnds } = m.name({ cutEnds: cuts.and(cutsBlock.not()).and(surplus.notFull) });
        const { refills } = m.name({
          refills: cutEnds.and(ports.refillNursery).and(cut.isBad.not()).and(cut.left.gt(nursery.left)),
        });
        pushes.is(keeps.or(cutsBlock));
        pushClass.is(mux(ports.free.fire, freedClass, cutClass));
        pushBlock.is(mux(ports.free.fire, granuleOf(freed.address), cut.at));

        // Where a request is served: by what is being pushed, from its list, from the nursery.
        const { asksList } = m.name({
          asksList: ports.request.fire.and(isSmall).and(isNothing.not()),
        });
        const { fits } = m.name({ fits: askedGranules.le(nursery.left) });
        forwards.is(asksList.and(pushes).and(pushClass.eq(askedClass)));
        pops.is(asksList.and(forwards.not()).and(askedLevel.any()));
        const { listed } = m.name({ listed: forwards.or(pops) });
        const { asksNursery } = m.name({
          asksNursery: ports.request.fire.and(anyOf([isNothing, isTooLarge, listed]).not()),
        });
        const { bumps } = m.name({ bumps: asksNursery.and(fits) });
        const { bumped } = m.name({
          bumped: {
            start: nursery.start.addWrap(mux(bumps, askedGranules, 0)),
            left: nursery.left.subtractWrap(mux(bumps, askedGranules, 0)),
          },
        });
        const { served } = m.name({ served: listed.or(bumps) });

        // Answers. A block that comes out of the memory is kept from the next cycle on, when the memory may be read again.
        const { fromList } = m.registers({
          fromList: register(bool(), { noReset: 'read only while an answer is offered' }),
        });
        const { pending } = m.registers({ pending: register(bool(), { reset: 0 }) });
        const { answered } = m.registers({
          answered: register(shapes.answered, { noReset: 'read only while an answer is offered' }),
        });
        const status = (name: keyof typeof statuses) => constant(uint(statusBits), statuses[name]);
        const { outcome } = m.name({
          outcome: mux(
            isNothing,
            status('zero_size'),
            mux(
              isTooLarge,
              status('too_large'),
              mux(
                served,
                status('ok'),
                mux(isSmall.and(nursery.left.any().not()), status('class_empty'), status('nursery_full')),
              ),
            ),
          ),
        });
        offered.is(pending);
        pending.next(ports.request.fire.or(pending.and(ports.answer.ready.not())));
        const { block: answerBlock } = m.name({ block: mux(fromList, lists.popped, answered.block) });
        m.when(ports.request.fire, () => {
          fromList.next(pops);
          answered.next({
            status: outcome,
            block: mux(forwards, pushBlock, mux(bumps, nursery.start, 0)),
            granules: mux(served, askedGranules, 0),
          });
        }).otherwise(() => {
          fromList.next(0);
          answered.block.next(answerBlock);
        });
        ports.answer.valid.is(pending);
        ports.answer.payload.is({
          status: answered.status,
          address: addressOf(answerBlock),
          granules: answered.granules,
        });

        // Commands.
        const act = (operation: keyof typeof operations): Bool =>
          stage.in('act').and(commanded.operation.eq(operations[operation]));
        const { badRange } = m.name({ badRange: isOutside('commanded', commanded) });
        const { hasRest } = m.name({ hasRest: nursery.left.any() });
        const { sets } = m.name({
          sets: act('set_nursery').and(badRange.not()).and(hasRest.not().or(surplus.notFull)),
        });
        const { atEnd } = m.name({ atEnd: walkClass.eq(p.classes) });
        const { listDone } = m.name({
          listDone: walkLevel.eq(walkPlace),
        });
        const { walks } = m.name({ walks: stage.in('walk').and(cutting.not()).and(atEnd.not()) });
        drops.is(act('drop'));
        looks.is(walks.and(listDone.not()));
        empties.is(walks.and(listDone));
        const { handsCut, handsBlock, handsNursery } = m.name({
          handsCut: surplus.notFull.and(stage.in('walk').and(cutting).or(cutEnds.and(refills.not()))),
          handsBlock: stage.in('give').and(surplus.notFull),
          handsNursery: anyOf([
            refills.and(bumped.left.any()),
            sets.and(hasRest),
            stage.in('rest').and(hasRest).and(surplus.notFull),
          ]),
        });
        const { handsFreed } = m.name({ handsFreed: ports.free.fire.and(keeps.not()) });
        const reason = (name: Reason) => constant(uint(reasonBits), reasons[name]);
        hands.is(anyOf([handsFreed, handsCut, handsBlock, handsNursery]));
        handed.is(
          mux(
            handsFreed,
            {
              address: freed.address,
              granules: freed.granules,
              reason: mux(
                freedBad,
                reason('malformed'),
                mux(freedLarge, reason('no_class'), reason('list_full')),
              ),
            },
            mux(
              handsCut,
              {
                address: concat(cut.at, cut.offset),
                granules: cut.left,
                reason: mux(cut.isBad, reason('malformed'), reason('unneeded')),
              },
              mux(
                handsBlock,
                {
                  address: addressOf(lists.popped),
                  granules: walkClass.extend<number>(granuleBits).addWrap(1),
                  reason: reason('flushed'),
                },
                { address: addressOf(bumped.start), granules: bumped.left, reason: reason('nursery') },
              ),
            ),
          ),
        );

        m.when(refills, () => nursery.next({ start: cut.at, left: cut.left }))
          .elseWhen(sets, () =>
            nursery.next({ start: granuleOf(commanded.address), left: commanded.granules }),
          )
          .elseWhen(drops.or(stage.in('rest').and(handsNursery)), () => nursery.left.next(0))
          .otherwise(() => nursery.next(bumped));
        m.when(ports.run.fire, () => {
          cutting.next(1);
          cut.next({
            at: granuleOf(ports.run.payload.address),
            offset: ports.run.payload.address.truncate<number>(granuleShift),
            left: ports.run.payload.granules,
            isBad: isMalformed('run', ports.run.payload),
          });
        })
          .elseWhen(anyOf([cutEnds, handsCut, drops]), () => cutting.next(0))
          .elseWhen(cutsBlock, () => {
            m.when(cut.left.eq(cutGranules), () => cutting.next(0));
            cut.at.next(cut.at.addWrap(cutGranules));
            cut.left.next(cut.left.subtractWrap(cutGranules));
          });

        const { result } = m.registers({
          result: register(uint(doneStatusBits), { noReset: 'read only while done is offered' }),
        });
        const doneStatus = (name: keyof typeof doneStatuses) =>
          constant(uint(doneStatusBits), doneStatuses[name]);
        ports.command.ready.is(working);
        ports.done.valid.is(stage.in('done'));
        ports.done.payload.is({ status: result });
        m.when(ports.command.fire, () => commanded.next(ports.command.payload));
        stage.states({
          idle: () => m.when(ports.command.fire, () => stage.go('act')),
          act: () => {
            walkClass.next(0);
            walkPlace.next(0);
            result.next(
              mux(
                commanded.operation.gt(operations.drop),
                doneStatus('unknown_operation'),
                mux(act('set_nursery').and(badRange), doneStatus('bad_range'), doneStatus('ok')),
              ),
            );
            m.when(act('flush'), () => stage.go('walk'))
              .elseWhen(drops, () => stage.go('settle'))
              .elseWhen(sets.or(act('set_nursery').and(badRange.not()).not()), () => stage.go('done'));
          },
          walk: () => {
            m.when(looks, () => stage.go('give')).elseWhen(cutting.not().and(atEnd), () => stage.go('rest'));
            m.when(empties, () => {
              walkClass.next(walkClass.addWrap(1));
              walkPlace.next(0);
            });
          },
          give: () =>
            m.when(handsBlock, () => {
              walkPlace.next(walkPlace.addWrap(1));
              stage.go('walk');
            }),
          rest: () => m.when(hasRest.not().or(handsNursery), () => stage.go('settle')),
          settle: () => m.when(surplus.notEmpty.not(), () => stage.go('done')),
          done: () => m.when(ports.done.ready, () => stage.go('idle')),
        });
        ports.nurseryNext.is(addressOf(nursery.start));
        ports.nurseryGranules.is(nursery.left);

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const stalls = (stream: { readonly valid: Bool; readonly ready: Bool }) =>
            stream.valid.and(stream.ready.not());
          const isServed = (name: keyof typeof statuses) => outcome.eq(statuses[name]);
          const events: Readonly<Record<Counter, Bool>> = {
            requests: ports.request.fire,
            list_hits: listed,
            nursery_hits: bumps,
            refused_size: ports.request.fire.and(isServed('zero_size').or(isServed('too_large'))),
            refused_empty: ports.request.fire.and(isServed('class_empty').or(isServed('nursery_full'))),
            frees: ports.free.fire,
            frees_kept: keeps,
            runs: ports.run.fire,
            blocks_cut: cutsBlock,
            nursery_refills: refills,
            surplus: hands,
            commands: ports.command.fire,
            request_stalls: stalls(ports.request),
            answer_stalls: stalls(ports.answer),
            free_stalls: stalls(ports.free),
            run_stalls: stalls(ports.run),
          };
          ports.counterValue.is(
            performanceCounters(m, {
              width: p.counterBits,
              events,
              index: ports.counterIndex,
              clear: ports.counterClear,
            }),
          );
        }
      },
    });
  },
);
