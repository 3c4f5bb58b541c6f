"""Programs whose reference counts are recorded: algorithms of our own, and modules of the standard library in Python."""
import ast
import contextlib
import copy
import difflib
import email.parser
import fractions
import heapq
import io
import json.decoder
import json.encoder
import json.scanner
import random
import re
import string
import textwrap
import tokenize
import types

import _pydecimal


# Algorithms


def bodies():
    """A simulation of bodies in space: floats in lists."""
    planets = [[0.1 * i, 0.2 * i, 0.3, 0.01 * i, 0.02, -0.01 * i, 1.0 / (i + 1)] for i in range(5)]
    for _ in range(60):
        for i, one in enumerate(planets):
            x1, y1, z1 = one[0], one[1], one[2]
            for other in planets[i + 1 :]:
                dx = x1 - other[0]
                dy = y1 - other[1]
                dz = z1 - other[2]
                magnitude = 0.01 / ((dx * dx + dy * dy + dz * dz + 0.1) ** 1.5)
                one[3] -= dx * other[6] * magnitude
                one[4] -= dy * other[6] * magnitude
                one[5] -= dz * other[6] * magnitude
                other[3] += dx * one[6] * magnitude
                other[4] += dy * one[6] * magnitude
                other[5] += dz * one[6] * magnitude
        for one in planets:
            one[0] += 0.01 * one[3]
            one[1] += 0.01 * one[4]
            one[2] += 0.01 * one[5]


def flips(n=7):
    """The most flips of a prefix that sort a permutation."""
    count = list(range(1, n + 1))
    most = 0
    permutation = list(range(n))
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        if permutation[0] != 0 and permutation[n - 1] != n - 1:
            flipped = 0
            row = permutation[:]
            k = row[0]
            while k:
                row[: k + 1] = reversed(row[: k + 1])
                flipped += 1
                k = row[0]
            most = max(most, flipped)
        while r != n:
            permutation.insert(r, permutation.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        else:
            return most


def queens(n=7):
    """All ways to put queens on a board, by generators."""

    def place(row, columns, up, down):
        if row == n:
            yield columns
            return
        for column in range(n):
            if column not in columns and row + column not in up and row - column not in down:
                yield from place(row + 1, columns + (column,), up | {row + column}, down | {row - column})

    return sum(1 for _ in place(0, (), frozenset(), frozenset()))


class Tree:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def grow(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(grow(depth - 1), grow(depth - 1))


def trees():
    """Binary trees: objects, attributes and recursion."""
    for depth in range(2, 9):
        grow(depth).check()


class Task:
    def __init__(self, name, priority, work):
        self.name = name
        self.priority = priority
        self.work = work
        self.mailbox = []
        self.done = 0

    def step(self, scheduler):
        if self.mailbox:
            packet = self.mailbox.pop()
            self.done += packet.size
            if packet.hops > 0:
                packet.hops -= 1
                scheduler.send(packet, (self.name + 1) % len(scheduler.tasks))
        elif self.work > 0:
            self.work -= 1
            scheduler.send(Packet(self.work & 7, 3), (self.name * 7 + self.work) % len(scheduler.tasks))


class Packet:
    def __init__(self, size, hops):
        self.size = size
        self.hops = hops


class Scheduler:
    def __init__(self, count):
        self.tasks = [Task(name, name & 3, 12) for name in range(count)]

    def send(self, packet, to):
        self.tasks[to].mailbox.append(packet)

    def run(self):
        for _ in range(40):
            for task in sorted(self.tasks, key=lambda task: task.priority):
                task.step(self)


def tasks():
    """An operating system of tasks that send each other packets."""
    Scheduler(12).run()


def sieve():
    """Primes, in one list."""
    limit = 4000
    flags = [True] * limit
    primes = []
    for number in range(2, limit):
        if flags[number]:
            primes.append(number)
            for multiple in range(number * number, limit, number):
                flags[multiple] = False
    return len(primes)


def product():
    """Matrices of floats, by nested lists and comprehensions."""
    n = 14
    a = [[float(i * j % 7) for j in range(n)] for i in range(n)]
    b = [[float(i + j) for j in range(n)] for i in range(n)]
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def words_of(seed, count):
    draw = random.Random(seed)
    return ["".join(draw.choice("abcdefgh") for _ in range(draw.randint(1, 4))) for _ in range(count)]


def counting():
    """Words counted in a dictionary, and sorted."""
    counts = {}
    for word in words_of(1, 500):
        counts[word] = counts.get(word, 0) + 1
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{word}: {count}" for word, count in best if count > 1]


# Standard library

DOCUMENT = json.dumps(
    [{"name": f"item {i}", "tags": ["a", "b\n", i], "value": i / 3, "nested": {"deep": [None, True]}} for i in range(30)]
)
TEXT = " ".join(words_of(2, 400))
SOURCE = "\n".join(
    f"def function_{i}(a, b={i}):\n    if a > b:\n        return [x * {i} for x in a]\n    return {{'k': b}}\n"
    for i in range(6)
)
MAIL = (
    "From: a@example.org\nTo: b@example.org\nSubject: a subject\nContent-Type: multipart/mixed; boundary=xx\n\n"
    + "".join(f"--xx\nContent-Type: text/plain\n\npart {i}\nline two\n" for i in range(12))
    + "--xx--\n"
)


def json_load():
    decoder = json.decoder.JSONDecoder()
    decoder.parse_string = json.decoder.py_scanstring
    decoder.scan_once = json.scanner.py_make_scanner(decoder)
    return decoder.decode(DOCUMENT)


VALUE = json.loads(DOCUMENT)


def json_dump():
    encode = json.encoder._make_iterencode(
        {}, lambda o: o, json.encoder.py_encode_basestring, None, float.__repr__, ": ", ", ", False, False, False
    )
    return "".join(encode(VALUE, 0))


def re_compile():
    for pattern in (r"(a|bc)*d{2,5}[^x-z]+?\s(?P<n>\w+)", r"^\d{3}-(\d\d|x)(?=y).*$", r"[\w.]+@[\w.]+\.(com|org)"):
        re._compiler.compile(pattern, re.IGNORECASE)


def ast_unparse():
    return ast.unparse(ast.parse(SOURCE))


def tokenizing():
    return list(tokenize.generate_tokens(io.StringIO(SOURCE).readline))


def mail():
    return email.parser.Parser().parsestr(MAIL)


def decimals():
    total = _pydecimal.Decimal(1)
    for i in range(1, 30):
        total = total / _pydecimal.Decimal(i) + _pydecimal.Decimal("0.1")
    return total


def rationals():
    return sum((fractions.Fraction(1, n) for n in range(1, 40)), fractions.Fraction(0))


def plain_heapq():
    """heapq without its C half."""
    module = types.ModuleType("plain_heapq")
    with open(heapq.__file__, encoding="utf-8") as file:
        source = file.read().split("# If available, use C implementation")[0]
    exec(compile(source, heapq.__file__, "exec"), module.__dict__)
    return module


HEAPQ = plain_heapq()


def heaps():
    draw = random.Random(3)
    heap = []
    for _ in range(150):
        HEAPQ.heappush(heap, draw.randint(0, 10000))
    return [HEAPQ.heappop(heap) for _ in range(len(heap))]


def differ():
    a, b = words_of(4, 120), words_of(5, 120)
    return list(difflib.unified_diff(a, b))


def wrapping():
    return textwrap.fill(TEXT, 50)


def deep_copy():
    return copy.deepcopy(VALUE)


def formatting():
    template = string.Template("$a and ${b} or $$ $c")
    return [template.substitute(a=i, b=i * 2, c="x") for i in range(40)]


def contexts():
    out = io.StringIO()
    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.callback(int)


PROGRAMS = [
    ("algorithms", "bodies", bodies),
    ("algorithms", "flips", flips),
    ("algorithms", "queens", queens),
    ("algorithms", "trees", trees),
    ("algorithms", "tasks", tasks),
    ("algorithms", "sieve", sieve),
    ("algorithms", "product", product),
    ("algorithms", "counting", counting),
    ("library", "json.load", json_load),
    ("library", "json.dump", json_dump),
    ("library", "re.compile", re_compile),
    ("library", "ast.unparse", ast_unparse),
    ("library", "tokenize", tokenizing),
    ("library", "email", mail),
    ("library", "decimal", decimals),
    ("library", "fractions", rationals),
    ("library", "heapq", heaps),
    ("library", "difflib", differ),
    ("library", "textwrap", wrapping),
    ("library", "copy", deep_copy),
    ("library", "string", formatting),
    ("library", "contextlib", contexts),
]
