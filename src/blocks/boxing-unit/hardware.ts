/** The boxing unit; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  choice,
  constant,
  flag,
  hardware,
  input,
  integer,
  mux,
  output,
  register,
  sink,
  source,
  uint,
  type Bool,
  type Value,
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { pairQueue } from '../../library/pair-queue.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { operationShape, statusShape } from '../tagged-alu/asks.js';
import { checkedLayout, checkFormat, taggedAlu, wordParameters } from '../tagged-alu/hardware.js';
import { checkGroups, groupNames, groupParameters } from '../tagged-alu/groups.js';
import type { Status } from '../tagged-alu/operations.js';
import { prepareShift } from '../tagged-alu/shifter.js';
import { smallIntWord } from '../tagged-alu/words.js';
import { counterIndexBits, type Counter } from './counters.js';
import { iterativeDivider } from './divider.js';
import { afterShift } from './late-answer.js';
import { iterativeMultiplier, pipelinedMultiplier } from './multiplier.js';
import { unitsOf } from './parameters.js';
import { offerInOrder, offerOutOfOrder, type AnswerClass } from './order.js';

/** One request a cycle; a simple one is answered in the next, multiplication and division as the README states. */
export const boxingUnit = block(
  'boxing_unit',
  {
    documentation:
      'Boxes, unboxes and computes on the tagged words of a Python interpreter: a stream of requests in, a stream of ' +
      'answers out. Simple requests are answered in the next cycle, one a cycle; multiplication and division take longer.',
    parameters: {
      ...wordParameters,
      tagBits: integer(4, { min: 1, max: 32, documentation: "bits of the request's tag" }),
      inOrder: flag(true, 'answers leave in the order of their requests'),
      simpleLatency: choice([1, 2], 'cycles to a simple answer; with 2 a shift has the second to itself'),
      multiplier: choice(['pipelined', 'iterative', 'none'], 'how mul is done'),
      multiplierStages: integer(2, {
        min: 1,
        max: 8,
        documentation: 'register stages of the pipelined multiplier',
      }),
      multiplierBitsPerCycle: choice([4, 1, 2, 8], 'bits a cycle of the iterative multiplier'),
      divider: choice(['iterative', 'none'], 'how floor_div and modulo are done'),
      dividerBitsPerCycle: choice([1, 2, 4], 'quotient bits a cycle of the iterative divider'),
      requestQueueDepth: integer(0, { min: 0, max: 64, documentation: 'requests that wait before the unit' }),
      responseQueueDepth: integer(8, {
        min: 2,
        max: 64,
        documentation: 'requests issued and not yet taken as answers',
      }),
      counterBits: integer(32, {
        min: 0,
        max: 64,
        documentation: 'bits of a performance counter; 0 leaves them out',
      }),
      ...groupParameters,
    },
    check: (p) => checkFormat(p) ?? checkGroups(p),
  },
  (p) => {
    const layout = checkedLayout(p.format, p.width);
    const word = uint<number>(p.width);
    const tag = uint(p.tagBits);
    const request = bundle({ operation: operationShape, a: word, b: word, tag });
    const answer = bundle({ value: word, status: statusShape, tag });
    const addressPorts = { noneAddress: input(word), falseAddress: input(word), trueAddress: input(word) };
    return hardware({
      ports: {
        request: sink(request),
        response: source(answer),
        ...(layout.constants.in === 'addresses' ? addressPorts : {}),
        busy: output(bool()),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const { issues } = m.wires({ issues: bool() });
        const queue =
          p.requestQueueDepth > 0
            ? fifo(m, 'requests', request, {
                depth: p.requestQueueDepth,
                push: ports.request.fire,
                value: ports.request.payload,
              })
            : undefined;
        queue?.pop(issues);
        const { operation, a, b, tag: requestTag } = queue?.head ?? ports.request.payload;
        const waits = queue?.notEmpty ?? ports.request.valid;

        // A request is issued where its answer has a place and its iterative unit is free.
        const { outstanding } = m.registers({
          outstanding: register(uint(bitsFor(p.responseQueueDepth + 1)), { reset: 0 }),
        });
        const { isMultiply, isDivide } = m.name({
          isMultiply: operation.eq('mul'),
          isDivide: operation.eq('floor_div').or(operation.eq('modulo')),
        });
        const { multiplierWorks, dividerWorks } = m.wires({ multiplierWorks: bool(), dividerWorks: bool() });
        const { canIssue } = m.name({
          canIssue: outstanding
            .ne(p.responseQueueDepth)
            .and(isMultiply.and(multiplierWorks).or(isDivide.and(dividerWorks)).not()),
        });
        issues.is(waits.and(canIssue));
        ports.request.ready.is(queue?.notFull ?? canIssue);
        m.when(issues.and(ports.response.fire.not()), () =>
          outstanding.next(outstanding.addWrap(1)),
        ).elseWhen(ports.response.fire.and(issues.not()), () =>
          outstanding.next(outstanding.subtractWrap(1)),
        );
        ports.busy.is(queue ? outstanding.any().or(queue.notEmpty) : outstanding.any());

        const alu = m.instance('alu', taggedAlu, {
          width: p.width,
          format: p.format,
          shifter: p.simpleLatency === 1,
          ...Object.fromEntries(groupNames.map((group) => [group, p[group]])),
        });
        const has = unitsOf(p);
        alu.operation.is(operation);
        alu.a.is(a);
        alu.b.is(b);
        if (ports.noneAddress && ports.falseAddress && ports.trueAddress) {
          alu.noneAddress?.is(ports.noneAddress);
          alu.falseAddress?.is(ports.falseAddress);
          alu.trueAddress?.is(ports.trueAddress);
        }

        // Each unit has answers of its own that wait to leave; all of them have places for everything outstanding.
        const answers: AnswerClass<typeof answer>[] = [];
        const addUnit = (name: string, issued: Bool, made: Bool, result: Value<typeof answer>): void => {
          const entry = { push: made, value: result };
          const depth = p.responseQueueDepth;
          answers.push({
            issued,
            answers:
              depth === 2 ? pairQueue(m, name, answer, entry) : fifo(m, name, answer, { depth, ...entry }),
          });
        };
        const okUnless = (overflows: Bool) => mux(overflows, constant(statusShape, 'overflow'), 'ok');

        const { multiplies, divides } = m.name({
          multiplies: has.multiplier ? alu.deferred.and(isMultiply) : constant(bool(), 0),
          divides: has.divider ? alu.deferred.and(isDivide) : constant(bool(), 0),
        });
        const { issuesSimple } = m.name({ issuesSimple: issues.and(multiplies.or(divides).not()) });
        const simple = { value: alu.value, status: alu.status, tag: requestTag };
        if (p.simpleLatency === 1) addUnit('simple', issuesSimple, issuesSimple, simple);
        else {
          const left = operation.eq('shift_left');
          const shifts = alu.deferred.and(left.or(operation.eq('shift_right')));
          const shift = p.shifts
            ? m.scope('shift', () => prepareShift(m, alu.integerA, alu.integerB, left, shifts))
            : undefined;
          const { made, answer } = m.scope('late', () => afterShift(m, layout, issuesSimple, simple, shift));
          addUnit('simple', issuesSimple, made, answer);
        }

        if (!has.multiplier) multiplierWorks.is(0);
        else {
          const { startsMultiply: start } = m.name({ startsMultiply: issues.and(multiplies) });
          const operands = { start, a: alu.integerA, b: alu.integerB, tag: requestTag };
          const {
            valid,
            product,
            tag: ofTag,
            busy,
          } = m.scope('multiplier', () =>
            p.multiplier === 'pipelined'
              ? pipelinedMultiplier(m, p.multiplierStages, operands)
              : iterativeMultiplier(m, p.multiplierBitsPerCycle, operands),
          );
          multiplierWorks.is(busy);
          const integerBits = alu.integerA.width;
          const upper = product.asUInt().slice(integerBits - 1, product.width - integerBits + 1);
          const { productFits } = m.name({ productFits: upper.all().or(upper.any().not()) });
          addUnit('products', start, valid, {
            value: mux(productFits, smallIntWord(layout, product.asUInt().truncate(integerBits)), 0),
            status: okUnless(productFits.not()),
            tag: ofTag,
          });
        }

        if (!has.divider) dividerWorks.is(0);
        else {
          const { startsDivide: start } = m.name({ startsDivide: issues.and(divides) });
          const {
            valid,
            result,
            overflows,
            tag: ofTag,
            busy,
          } = m.scope('divider', () =>
            iterativeDivider(m, p.dividerBitsPerCycle, {
              start,
              a: alu.integerA,
              b: alu.integerB,
              modulo: operation.eq('modulo'),
              tag: requestTag,
            }),
          );
          dividerWorks.is(busy);
          addUnit('quotients', start, valid, {
            value: mux(overflows.not(), smallIntWord(layout, result.asUInt()), 0),
            status: okUnless(overflows),
            tag: ofTag,
          });
        }

        if (p.inOrder) offerInOrder(m, ports.response, answers, p.responseQueueDepth);
        else offerOutOfOrder(m, ports.response, answers);

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const taken = ports.request.fire;
          const asked = ports.request.payload.operation;
          const asksDivision = asked.eq('floor_div').or(asked.eq('modulo'));
          const answered = (status: Status): Bool =>
            ports.response.fire.and(ports.response.payload.status.eq(status));
          const events: Readonly<Record<Counter, Bool | undefined>> = {
            simple_requests: taken.and(asked.ne('mul')).and(asksDivision.not()),
            multiply_requests: taken.and(asked.eq('mul')),
            divide_requests: taken.and(asksDivision),
            ok_answers: answered('ok'),
            overflow_answers: answered('overflow'),
            type_mismatch_answers: answered('type_mismatch'),
            divide_by_zero_answers: answered('divide_by_zero'),
            negative_shift_answers: answered('negative_shift'),
            needs_allocation_answers: answered('needs_allocation'),
            float_answers: layout.floats ? answered('float') : undefined,
            unsupported_answers: answered('unsupported'),
            request_stalls: ports.request.valid.and(taken.not()),
            answer_stalls: ports.response.valid.and(ports.response.ready.not()),
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
