"""Records the increments and decrements of reference counts that Python programs make.

CPython 3.11 of 64 bits runs each program with a trace function that is called before every bytecode. It reads the value
stack and the local variables out of the interpreter's frame, so it knows which objects each bytecode takes and gives, and
derives from the bytecode's meaning (Python/ceval.c of 3.11) which counts go up and which go down, in order.

Modelled: what the interpreter loop itself counts, the references that stores into lists, dictionaries and instances take,
and the end of frames. Left out: what C functions count inside themselves, and what an object lets go of when it is freed. An
object is born with one reference without an update, as its allocation writes the header anyway.

Prints JSON: per program its name, group, bytecodes executed, objects, and the updates as base64 of zlib of variable-length
numbers (7 bits a byte, the lowest first): 2 * n + 1 for an increment, 2 * n for a decrement, where n is how many other
objects changed since the last change of this one, or, for an object that did not change before, how many did.
"""
import base64
import ctypes
import dis
import json
import os
import platform
import sys
import zlib

# Run in isolation, Python does not look beside the script.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import refcount_programs  # noqa: E402

MOST_UPDATES = 24000

OP = dis.opmap
NAME = dis.opname


class Layout:
    """Byte offsets in CPython 3.11 of 64 bits (Include/internal/pycore_frame.h)."""

    frame = 24  # PyFrameObject.f_frame
    function = 0  # _PyInterpreterFrame
    stack_top = 64
    is_entry = 68
    locals = 72
    cell_content = 16


def word(address):
    return ctypes.c_int64.from_address(address).value


def words(address, count):
    return (ctypes.c_int64 * count).from_address(address)[:]


def count_of(address):
    return word(address)


class Frame:
    """What is known of one frame: its code, and the state before the bytecode that it executes."""

    __slots__ = ("address", "slots", "code", "opcode", "argument", "locals", "stack", "called", "raised", "function")

    def __init__(self, frame):
        self.address = word(id(frame) + Layout.frame)
        code = frame.f_code
        self.slots = len(set(code.co_varnames) | set(code.co_cellvars)) + len(code.co_freevars)
        self.code = code.co_code
        self.opcode = -1
        self.argument = 0
        self.locals = self.stack = ()
        self.called = False
        self.raised = False
        self.function = word(self.address + Layout.function)

    def read(self):
        top = ctypes.c_int32.from_address(self.address + Layout.stack_top).value
        values = words(self.address + Layout.locals, max(top, self.slots))
        return values[: self.slots], values[self.slots : top]


class Recorder:
    def __init__(self):
        self.updates = []
        self.bytecodes = 0
        self.frames = {}
        self.current = None

    # Updates

    def more(self, address):
        if address:
            self.updates.append((address, 1))

    def less(self, address):
        if address:
            self.updates.append((address, 0))

    def pushed(self, address):
        """An object came onto the stack: one reference more, unless it was born there."""
        if address and count_of(address) >= 2:
            self.more(address)

    def stored(self, address):
        """A container takes a reference, and the stack lets go of its own."""
        self.more(address)
        self.less(address)

    # Events

    def trace(self, frame, event, _):
        key = id(frame)
        if len(self.updates) >= MOST_UPDATES:
            sys.settrace(None)
            frame.f_trace = None
            return None
        if event == "call":
            frame.f_trace_opcodes = True
            if key not in self.frames:
                self.enter(key, Frame(frame))
            self.current = key
            return self.trace
        state = self.frames.get(key)
        if state is None:
            return self.trace
        if event == "opcode":
            self.current = key
            self.bytecodes += 1
            locals_, stack = state.read()
            if state.opcode >= 0:
                self.executed(state, locals_, stack)
            self.begin(key, state, frame.f_lasti, locals_, stack)
        elif event == "exception":
            state.raised = True
        elif event == "return":
            self.leave(key, state)
        return self.trace

    def enter(self, key, state):
        caller = self.frames.get(self.current)
        locals_, _ = state.read()
        is_entry = ctypes.c_uint8.from_address(state.address + Layout.is_entry).value
        if is_entry or caller is None or caller.opcode != OP["CALL"]:
            self.more(state.function)
            for value in locals_:
                self.more(value)
        else:
            # The arguments move from the caller's stack; defaults are taken from the function.
            caller.called = True
            moved = list(caller.stack[-caller.argument - 1 :])
            for value in locals_:
                if value in moved:
                    moved.remove(value)
                else:
                    self.pushed(value)
        self.frames[key] = state

    def leave(self, key, state):
        name = NAME[state.opcode]
        if name in ("YIELD_VALUE", "RETURN_GENERATOR", "SEND", "ASYNC_GEN_WRAP") and not state.raised:
            return
        if name != "RETURN_VALUE":
            for value in state.stack:
                self.less(value)
            self.cleared(state)
        del self.frames[key]

    def cleared(self, state):
        for value in state.locals:
            self.less(value)
        self.less(state.function)

    def begin(self, key, state, at, locals_, stack):
        code = state.code
        opcode, argument = code[at], code[at + 1]
        shift = 8
        back = at - 2
        while back >= 0 and code[back] == dis.EXTENDED_ARG:
            argument |= code[back + 1] << shift
            shift += 8
            back -= 2
        state.opcode, state.argument = opcode, argument
        state.locals, state.stack = locals_, stack
        state.called = state.raised = False
        if NAME[opcode] == "RETURN_VALUE":
            self.cleared(state)
        elif NAME[opcode] == "STORE_DEREF":
            self.less(word(locals_[argument] + Layout.cell_content))

    # What a bytecode did: the stack before it is in the state.

    def executed(self, state, locals_, stack):
        before, argument = state.stack, state.argument
        name = NAME[state.opcode]
        if state.raised:
            self.replaced(before, stack)
            return
        rule = RULES.get(name)
        if rule is not None:
            rule(self, state, before, stack, argument)
        elif name in POPS:
            pops = POPS[name]
            count = pops(argument) if callable(pops) else pops
            for value in stack[len(before) - count :]:
                self.pushed(value)
            for value in before[len(before) - count :]:
                self.less(value)
        else:
            self.replaced(before, stack)

    def replaced(self, before, stack):
        same = 0
        while same < min(len(before), len(stack)) and before[same] == stack[same]:
            same += 1
        for value in stack[same:]:
            self.pushed(value)
        for value in before[same:]:
            self.less(value)


def nothing(*_):
    pass


def store_fast(recorder, state, _before, _stack, argument):
    recorder.less(state.locals[argument])


def copy_free_variables(recorder, state, _before, _stack, argument):
    values = words(state.address + Layout.locals, state.slots)
    for value in values[state.slots - argument :]:
        recorder.more(value)


def load_method(recorder, _state, before, stack, _argument):
    recorder.pushed(stack[-2])
    if stack[-1] != before[-1]:
        recorder.pushed(stack[-1])
        recorder.less(before[-1])


def store_subscript(recorder, _state, before, _stack, _argument):
    recorder.more(before[-3])
    for value in before[-3:]:
        recorder.less(value)


def store_attribute(recorder, _state, before, _stack, _argument):
    recorder.more(before[-2])
    for value in before[-2:]:
        recorder.less(value)


def store_one(recorder, _state, before, _stack, _argument):
    recorder.stored(before[-1])


def store_many(each, extra):
    def rule(recorder, _state, before, _stack, argument):
        count = each * argument
        end = len(before) - extra
        for value in before[end - count : end]:
            recorder.more(value)
        for value in before[end - count :]:
            recorder.less(value)

    return rule


def get_iterator(recorder, _state, before, stack, _argument):
    # An iterator takes a reference to what it goes through; one that is its own iterator is given back.
    recorder.more(before[-1])
    recorder.less(before[-1])


GENERATOR = id(type(_ for _ in ()))


def for_iterator(recorder, _state, before, stack, _argument):
    if len(stack) < len(before):
        recorder.less(before[-1])
    elif word(before[-1] + 8) != GENERATOR:  # a generator's value moves
        recorder.pushed(stack[-1])


def call(recorder, state, before, stack, argument):
    if state.called:
        return  # the arguments moved into a frame, and the result out of it
    recorder.pushed(stack[-1])
    taken = before[len(before) - argument - 2 :]
    for value in taken:
        recorder.less(value)


RULES = {
    "STORE_FAST": store_fast,
    "DELETE_FAST": store_fast,
    "COPY_FREE_VARS": copy_free_variables,
    "LOAD_METHOD": load_method,
    "STORE_SUBSCR": store_subscript,
    "STORE_ATTR": store_attribute,
    "STORE_GLOBAL": store_one,
    "STORE_NAME": store_one,
    "SET_ADD": store_one,
    "BUILD_SET": store_many(1, 0),
    "BUILD_MAP": store_many(2, 0),
    "BUILD_SLICE": store_many(1, 0),
    "BUILD_CONST_KEY_MAP": store_many(1, 1),
    "GET_ITER": get_iterator,
    "FOR_ITER": for_iterator,
    "CALL": call,
    # Moves, or nothing.
    **dict.fromkeys(
        (
            "STORE_DEREF",
            "SWAP",
            "BUILD_TUPLE",
            "BUILD_LIST",
            "LIST_APPEND",
            "MAP_ADD",
            "MAKE_FUNCTION",
            "MAKE_CELL",
            "RETURN_VALUE",
            "YIELD_VALUE",
            "RETURN_GENERATOR",
            "SEND",
            "RESUME",
        ),
        nothing,
    ),
}

# Bytecodes that consume so many references and produce what is above.
POPS = {
    "POP_TOP": 1,
    "UNARY_POSITIVE": 1,
    "UNARY_NEGATIVE": 1,
    "UNARY_NOT": 1,
    "UNARY_INVERT": 1,
    "BINARY_OP": 2,
    "BINARY_SUBSCR": 2,
    "COMPARE_OP": 2,
    "IS_OP": 2,
    "CONTAINS_OP": 2,
    "DELETE_SUBSCR": 2,
    "LOAD_ATTR": 1,
    "DELETE_ATTR": 1,
    "LIST_EXTEND": 1,
    "SET_UPDATE": 1,
    "DICT_UPDATE": 1,
    "DICT_MERGE": 1,
    "LIST_TO_TUPLE": 1,
    "BUILD_STRING": lambda argument: argument,
    "FORMAT_VALUE": lambda argument: 2 if argument & 4 else 1,
    "UNPACK_SEQUENCE": 1,
    "UNPACK_EX": 1,
    "IMPORT_NAME": 2,
    "CALL_FUNCTION_EX": lambda argument: 3 + (argument & 1),
    "POP_JUMP_FORWARD_IF_FALSE": 1,
    "POP_JUMP_FORWARD_IF_TRUE": 1,
    "POP_JUMP_FORWARD_IF_NONE": 1,
    "POP_JUMP_FORWARD_IF_NOT_NONE": 1,
    "POP_JUMP_BACKWARD_IF_FALSE": 1,
    "POP_JUMP_BACKWARD_IF_TRUE": 1,
    "POP_JUMP_BACKWARD_IF_NONE": 1,
    "POP_JUMP_BACKWARD_IF_NOT_NONE": 1,
}


def record(program):
    recorder = Recorder()
    sys.settrace(recorder.trace)
    try:
        program()
    finally:
        sys.settrace(None)
    return recorder


def encoded(updates):
    """Each object as its distance in a list with the most recently changed in front."""
    recent = []
    out = bytearray()
    for address, increment in updates:
        try:
            distance = recent.index(address)
            del recent[distance]
        except ValueError:
            distance = len(recent)
        recent.insert(0, address)
        number = 2 * distance + increment
        while number >= 128:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return base64.b64encode(zlib.compress(bytes(out), 9)).decode(), len(recent)


def main():
    if sys.version_info[:2] != (3, 11) or sys.maxsize < 2**32 or platform.python_implementation() != "CPython":
        sys.exit("this needs CPython 3.11 of 64 bits, whose frames it reads")
    print("[")
    last = refcount_programs.PROGRAMS[-1]
    for group, name, program in refcount_programs.PROGRAMS:
        recorder = record(program)
        updates = recorder.updates[:MOST_UPDATES]
        text, objects = encoded(updates)
        increments = sum(increment for _, increment in updates)
        row = {
            "group": group,
            "name": name,
            "bytecodes": recorder.bytecodes,
            "updates": len(updates),
            "increments": increments,
            "objects": objects,
            "data": text,
        }
        print(json.dumps(row) + ("" if name == last[1] else ","))
    print("]")


if __name__ == "__main__":
    main()
