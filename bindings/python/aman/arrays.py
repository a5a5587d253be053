"""NumPy arrays into the engine, and the engine's memory as NumPy arrays."""

import numpy as np

from ._engine import ffi
from .errors import ArgumentError


class _Borrowed:
    """Memory of `owner` as an array: an array made of this keeps the owner alive."""

    def __init__(self, owner, pointer, shape, dtype):
        self.owner = owner
        self.__array_interface__ = {"version": 3, "shape": shape, "typestr": np.dtype(dtype).str,
                                    "data": (int(ffi.cast("uintptr_t", pointer)), True)}


def borrow(owner, pointer, shape, dtype):
    """A read-only array on memory of the engine that belongs to `owner`; nothing is copied."""
    return np.asarray(_Borrowed(owner, pointer, shape, dtype))


def lend(ctype, values, dtype):
    """A C array of its own with a copy of the values."""
    values = np.ascontiguousarray(values, dtype=dtype)
    memory = ffi.new(f"{ctype}[]", max(1, len(values)))
    ffi.buffer(memory)[0:values.nbytes] = values.tobytes()
    return memory


def each(values, n, name, least, most):
    """n numbers within [least, most] from one number or n of them."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape not in ((), (n,)):
        raise ArgumentError(f"{name}: one number or {n} of them expected, found shape {array.shape}")
    wrong = ~((array >= least) & (array <= most))
    if np.any(wrong):
        found = np.atleast_1d(array)[np.atleast_1d(wrong)][0]
        raise ArgumentError(f"{name}: {found} found, {least} to {most} expected")
    return np.broadcast_to(array, (n,))


def points(values, name, least):
    """An (n, 2) array of finite places, n at least `least`."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or len(array) < least:
        raise ArgumentError(f"{name}: at least {least} pairs x, y expected, found shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ArgumentError(f"{name}: a place that is not a number")
    return array
