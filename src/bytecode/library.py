"""What Python's own disassembler finds in every code object of its standard library.

Prints one line a module: its name, the base64 of all its code (each object's size in 4 bytes, little endian, in front of it),
and the SHA-256 of what was found: for each instruction offset, opcode and argument, then the sorted targets of all jumps of
the object, as 64-bit numbers with the sum of their counts in front. EXTENDED_ARG is no instruction of its own there.
Modules that do not compile (they are there to fail) are left out. With --sample N, only N modules, the same every time.
"""
import array
import base64
import dis
import hashlib
import importlib.util
import marshal
import os
import random
import sys
import types
import warnings

EXTENDED_ARG = dis.EXTENDED_ARG


def modules(library):
    for folder, folders, files in os.walk(library):
        folders[:] = sorted(name for name in folders if name not in ("site-packages", "__pycache__"))
        for name in sorted(files):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def load(path):
    cached = importlib.util.cache_from_source(path)
    try:
        with open(cached, "rb") as file:
            header = file.read(16)
            if header[:4] == importlib.util.MAGIC_NUMBER:
                return marshal.loads(file.read())
    except OSError:
        pass
    try:
        with open(path, "rb") as file:
            return compile(file.read(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None


def objects(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from objects(constant)


def main(count):
    warnings.simplefilter("ignore")
    library = os.path.dirname(os.__file__)
    paths = list(modules(library))
    if count:
        paths = random.Random(311).sample(paths, count)
    for path in paths:
        module = load(path)
        if module is None:
            continue
        found = hashlib.sha256()
        texts = bytearray()
        for code in objects(module):
            text = code.co_code
            texts += len(text).to_bytes(4, "little") + text
            numbers = []
            for offset, opcode, argument in dis._unpack_opargs(text):
                if opcode != EXTENDED_ARG:
                    numbers += (offset, opcode, argument or 0)
            numbers += sorted(dis.findlabels(text))
            found.update(len(numbers).to_bytes(8, "little"))
            found.update(array.array("q", numbers).tobytes())
        print(os.path.relpath(path, library), base64.b64encode(texts).decode(), found.hexdigest())


main(int(sys.argv[2]) if sys.argv[1:2] == ["--sample"] else 0)
