"""What CPython answers when functions of functions.py are called with integers. Prints JSON."""
import json
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "functions.py")

#: Arguments of the calls, by function.
CALLS = {
    "xor_sum": [(0,), (1,), (2,), (17,), (64,), (-5,)],
    "multiply_sum": [(0,), (1,), (9,), (50,)],
    "modulo_sum": [(0,), (1,), (8,), (60,)],
    "divide_sum": [(0,), (1,), (7,), (40,)],
    "gcd": [(12, 18), (17, 5), (0, 9), (9, 0), (-12, 18), (12, -18), (1071, 462), (2**29, 2**20 * 3)],
    "fibonacci": [(0,), (1,), (2,), (10,), (43,), (44,), (45,), (60,), (90,)],
    "collatz": [(1,), (2,), (7,), (27,), (97,)],
    "is_prime": [(-7,), (0,), (1,), (2,), (9,), (97,), (221,), (1009,), (True,)],
    "count_bits": [(0,), (1,), (255,), (2**30 - 1,), (0x2AAAAAAA,), (True,), (False,)],
    "reverse_bits": [(0, 8), (1, 8), (0b1011, 4), (0x12345, 20), (3, 30), (3, 31), (-1, 16)],
    "power": [(2, 10, 1000), (3, 200, 97), (7, 0, 13), (-4, 5, 9), (5, 117, 19), (46341, 3, 46349)],
    "square_root": [(0,), (1,), (2,), (99,), (100,), (1000000,), (2**29,)],
    "triangle": [(0,), (1,), (5,), (18,)],
    "checksum": [(0,), (1,), (3,), (8,)],
    "sign": [(-9,), (0,), (9,), (-(2**30),), (2**30 - 1,), (False,), (True,)],
    "between": [(1, 5, 9), (1, 13, 20), (5, 1, 9), (5, 5, 5), (1, 9, 9), (-3, -2, -1)],
    "select": [(1, 2, 3), (0, 2, 3), (0, 2, 0), (1, 0, 0), (0, -7, False), (True, True, 4)],
    "nothing": [(0,), (None,), (True,)],
    "overflow": [(0,), (1,), (8,), (9,), (10,), (17,), (18,), (19,), (30,)],
    "many_locals": [(0,), (-3,), (1000,), (53687090,), (2**30 - 10,)],
}

with open(PATH) as file:
    names = {}
    # Only functions: what the module does besides needs other modules.
    source = file.read().split("\nclass Point")[0]
    exec(compile(source, "functions.py", "exec", dont_inherit=True), names)
calls = [
    {"name": name, "arguments": list(arguments), "result": repr(names[name](*arguments))}
    for name, all_arguments in CALLS.items()
    for arguments in all_arguments
]
print("[\n" + ",\n".join(json.dumps(call) for call in calls) + "\n]")
