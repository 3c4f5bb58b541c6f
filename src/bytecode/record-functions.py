"""What CPython makes of functions.py: the code of each function, in hexadecimal, with what it needs to be executed. Prints JSON."""
import json
import os
import types

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "functions.py")


def objects(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from objects(constant)


def constant(value):
    """Numbers, truth values and None as they are; all others only by their type."""
    return value if value is None or type(value) in (bool, int) else {"type": type(value).__name__}


with open(PATH) as file:
    module = compile(file.read(), "functions.py", "exec", dont_inherit=True)
functions = [
    {
        "name": code.co_name,
        "arguments": code.co_argcount + code.co_kwonlyargcount,
        "locals": code.co_nlocals,
        "stack": code.co_stacksize,
        "constants": [constant(value) for value in code.co_consts],
        "code": code.co_code.hex(),
    }
    for code in objects(module)
]
print("[\n" + ",\n".join(json.dumps(function) for function in functions) + "\n]")
