"""What CPython 3.11 says of its opcodes: codes, CACHE units, jumps, specialised forms, effects on the stack. Prints JSON."""
import dis
import json
import opcode
import sys

OPERANDS = [*range(18), 255, 256, 257, 0x203, 0x10000]


def effect(code, operand, jump):
    try:
        return dis.stack_effect(code, operand, jump=jump)
    except ValueError:
        return None


def describe(name, code):
    operands = OPERANDS if code >= opcode.HAVE_ARGUMENT else [None]
    return {
        "code": code,
        "caches": opcode._inline_cache_entries[code],
        "jumps": code in opcode.hasjrel or code in opcode.hasjabs,
        "next": [effect(code, operand, False) for operand in operands],
        "taken": [effect(code, operand, True) for operand in operands],
        "specialized": {form: dis._all_opmap[form] for form in opcode._specializations.get(name, [])},
    }


print(
    json.dumps(
        {
            "version": ".".join(map(str, sys.version_info[:2])),
            "haveArgument": opcode.HAVE_ARGUMENT,
            "extendedArgument": opcode.EXTENDED_ARG,
            "absoluteJumps": opcode.hasjabs,
            "operands": OPERANDS,
            "opcodes": {name: describe(name, code) for name, code in sorted(opcode.opmap.items())},
        },
        indent=1,
    )
)
