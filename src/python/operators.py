"""Asks CPython what its operators answer, for the golden model of the boxing unit.

Prints JSON: boundary values of every type, what each operator answers to each of them and to each pair of them, and the
same for pairs drawn from a seed. Values and answers are tokens:

    1f, -20     an integer, in hexadecimal      L   an integer of more than 64 bits
    T, F, N     True, False, None               X   TypeError
    D<hex>      a double, by its bits           Z   ZeroDivisionError
    S<text>     a string                        V   ValueError

Nothing here depends on the machine: no answer whose size or memory would be refused on some is asked for, and the bits of a
NaN, which differ between processors, are written as those of one NaN.
"""

import json
import operator
import random
import struct
import sys

SEED = 311
RANDOM_VALUES = 240
RANDOM_CASES_EACH = 300


def is_(a, b):
    return a is b


def is_not(a, b):
    return a is not b


UNARY = {
    "neg": operator.neg,
    "invert": operator.invert,
    "truth": operator.truth,
    "unbox_int": operator.index,
}

BINARY = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floor_div": operator.floordiv,
    "modulo": operator.mod,
    "bit_and": operator.and_,
    "bit_or": operator.or_,
    "bit_xor": operator.xor,
    "shift_left": operator.lshift,
    "shift_right": operator.rshift,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "is": is_,
    "is_not": is_not,
}

# Names have one object each; for numbers identity is an accident of the interpreter.
IDENTITY = ("is", "is_not")


def boundary_values():
    """Edges of small integers and of words at every width we have, shift counts, and the other types."""
    integers = [0, 1, -1, 2, -2, 3, -3, 7, -7]
    integers += [29, 30, 31, 32, 46, 47, 48, 61, 62, 63, 64, 65]
    integers += [1 << 15, -(1 << 15), 1 << 23, 1 << 24, (1 << 31) + 1]
    for bits in (31, 32, 48, 63, 64):
        edge = 1 << (bits - 1)
        integers += [edge - 1, edge, -edge, -edge - 1]
    floats = [0.0, -0.0, 1.0, -1.0, 1.5, -7.0, 2.0**53, 5e-324, 1.7976931348623157e308]
    floats += [float("inf"), float("-inf"), float("nan")]
    return integers + [False, True, None] + floats + ["", "a", "b"]


def random_value(rng):
    sort = rng.randrange(10)
    if sort < 7:
        value = rng.getrandbits(rng.choice((3, 6, 8, 15, 16, 24, 30, 31, 32, 40, 47, 48, 61, 62, 63)))
        return -value if rng.randrange(2) else value
    if sort < 9:
        return struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]
    return rng.choice((False, True, None, "name"))


def value_token(value):
    if value is None:
        return "N"
    if value is True or value is False:
        return "T" if value else "F"
    if isinstance(value, int):
        return format(value, "x") if -(1 << 63) <= value < 1 << 63 else "L"
    if isinstance(value, float):
        return "D" + ("7ff8000000000000" if value != value else struct.pack(">d", value).hex())
    return "S" + value


def operand_token(value):
    """Like value_token, but exact: operands beyond 64 bits are written in full."""
    return format(value, "x") if type(value) is int else value_token(value)


def too_large(name, a, b):
    """Answers that CPython may refuse for want of memory, at a size that differs between machines."""
    if name == "shift_left" and isinstance(a, int) and isinstance(b, int):
        return a != 0 and b > 256
    return False


def makes_string(name, a, b):
    """Repetition of a string: never the unit's, and of any length."""
    strings = isinstance(a, str) or isinstance(b, str)
    return name == "mul" and strings and (isinstance(a, int) or isinstance(b, int))


def answer(function, *operands):
    try:
        result = function(*operands)
    except TypeError:
        return "X"
    except ZeroDivisionError:
        return "Z"
    except ValueError:
        return "V"
    return "S" if isinstance(result, str) else value_token(result)


def answer_to_pair(name, a, b):
    if too_large(name, a, b):
        return "L"
    if makes_string(name, a, b):
        return "S"
    return answer(BINARY[name], a, b)


def record(seed=SEED):
    boundary = boundary_values()
    rng = random.Random(seed)
    drawn = [random_value(rng) for _ in range(RANDOM_VALUES)]
    cases = []
    for name in BINARY:
        if name in IDENTITY:
            continue
        for _ in range(RANDOM_CASES_EACH):
            i, j = rng.randrange(RANDOM_VALUES), rng.randrange(RANDOM_VALUES)
            if name.startswith("shift") and rng.randrange(4):
                # Most counts drawn at random would be far too large to be of interest.
                j = next((k for k in range(j, RANDOM_VALUES) if type(drawn[k]) is int and -2 < drawn[k] < 70), j)
            cases.append(f"{name} {i} {j} {answer_to_pair(name, drawn[i], drawn[j])}")
    return json.dumps(
        {
            "python": f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}",
            "seed": seed,
            "values": [operand_token(value) for value in boundary],
            "unary": {
                name: " ".join(answer(function, value) for value in boundary) for name, function in UNARY.items()
            },
            "binary": {
                name: [" ".join(answer_to_pair(name, a, b) for b in boundary) for a in boundary] for name in BINARY
            },
            "randomValues": [operand_token(value) for value in drawn],
            "randomCases": cases,
        },
        indent=0,
    )


if __name__ == "__main__":
    print(record())
