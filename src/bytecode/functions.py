"""Functions to decode and to execute: of integers alone first, then of everything else that has bytecode of its own."""


def xor_sum(n):
    s = 0
    i = 0
    while i < n:
        s += i ^ 3
        i += 1
    return s


def multiply_sum(n):
    s = 0
    i = 0
    while i < n:
        s += i * 7
        i += 1
    return s


def modulo_sum(n):
    s = 0
    i = 0
    while i < n:
        s += i % 7
        i += 1
    return s


def divide_sum(n):
    s = 0
    i = 1
    while i <= n:
        s += 1000 // i - -1000 // i
        i += 1
    return s


def gcd(a, b):
    while b != 0:
        a, b = b, a % b
    return a


def fibonacci(n):
    a = 0
    b = 1
    while n > 0:
        a, b = b, a + b
        n -= 1
    return a


def collatz(n):
    steps = 0
    while n != 1:
        if n & 1:
            n = 3 * n + 1
        else:
            n >>= 1
        steps += 1
    return steps


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def count_bits(n):
    count = 0
    while n:
        count += n & 1
        n >>= 1
    return count


def reverse_bits(n, width):
    result = 0
    i = 0
    while i < width:
        result = result << 1 | n & 1
        n >>= 1
        i += 1
    return result


def power(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent > 0:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def square_root(n):
    low = 0
    high = n + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle * middle <= n:
            low = middle
        else:
            high = middle
    return low


def triangle(n):
    total = 0
    i = 0
    while i < n:
        j = 0
        while j <= i:
            total += j
            j += 1
        i += 1
    return total


def checksum(n):
    crc = -1
    i = 0
    while i < n:
        crc ^= i * 40503 & 255
        k = 0
        while k < 8:
            if crc & 1:
                crc = crc >> 1 & 0x7FFFFFFF ^ 0x6DB88320
            else:
                crc = crc >> 1 & 0x7FFFFFFF
            k += 1
        i += 1
    return crc


def sign(n):
    return -1 if n < 0 else 1 if n > 0 else 0


def between(low, x, high):
    return low <= x < high and not x == 13 or x is None


def select(a, b, c):
    if a and b:
        return a + b
    if not (a or c):
        return ~b
    return +c


def nothing(a):
    pass


def overflow(n):
    x = 1
    while n > 0:
        x = x * 10
        n -= 1
    return x


def constants():
    return 0, 1, -16, 47, 48, -17, 63, 64, -64, -65, 8191, 8192, 1000000, -1000000, 1073741823, -1073741824


def many_locals(a):
    b = a + 1; c = b + 1; d = c + 1; e = d + 1; f = e + 1; g = f + 1; h = g + 1; i = h + 1
    j = i + 1; k = j + 1; l = k + 1; m = l + 1; n = m + 1; o = n + 1; p = o + 1; q = p + 1
    r = q + 1; s = r + 1; t = s + 1
    del b
    return a + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t


def operators(a, b):
    a |= b; a ^= b; a &= b; a <<= b; a >>= b; a += b; a -= b; a *= b; a //= b; a /= b; a %= b; a **= b
    return (a | b, a ^ b, a & b, a << b, a >> b, a + b, a - b, a * b, a // b, a / b, a % b, a**b, -a, +a, ~a, not a)


def comparisons(a, b):
    return (a < b, a > b, a == b, a <= b, a >= b, a != b, a in b, a not in b, a is b, a is not b)


def shuffles(a, b, c):
    a, b = b, a
    a, b, c = c, a, b
    a[b] += c
    a.x = b.x
    a.x += 1
    a[b:c] = a[b:c:2]
    del a[b]
    return a


def calls(f, a, *rest, option=None, **more):
    f()
    f(a)
    f(a, 1, key=2)
    f(*rest)
    f(a, *rest, key=1, **more)
    a.method()
    a.method(1, 2, key=3)
    a.method(*rest, **more)
    return f(f(f(option)))


def containers(a, b):
    first, second = a
    head, *middle, last = b
    pairs = {1: 2, "three": 4}
    return [a, b], (a, b), {a, b}, pairs, [x for x in a if x], {x for x in b}, {x: x for x in a}, (x for x in b)


def closures(a):
    count = 0

    def inner(b, step=1):
        nonlocal count
        count += step
        return a + b + count

    return inner, lambda x: x + a


def errors(f):
    try:
        f()
    except ValueError as error:
        raise RuntimeError("no") from error
    except (KeyError, IndexError):
        raise
    finally:
        f(1)
    while True:
        try:
            if f(2):
                continue
            break
        finally:
            f(3)
    for i in f(4):
        try:
            break
        except Exception:
            return i
    with f(5) as g:
        return g
    assert f, "f"


def generator(n):
    while n:
        got = yield n
        yield from got
        n -= 1


def names():
    global counter
    import os
    import os.path as path
    from sys import argv, version
    counter = len(argv)
    print(counter, os, path, version, "text", 1.5, ...)


class Point:
    kind = "point"

    def __init__(self, x):
        super().__init__()
        self.x = x
        Point.kind = self.kind


from math import *

del Point
