"""The engine's error values as exceptions."""

from ._engine import ffi, lib


class Error(Exception):
    """The engine could not do it. `code` is its `enum aman_err`."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


class ArgumentError(Error, ValueError):
    """What was given lies outside of its range, or does not fit together."""

    def __init__(self, message, code=lib.AMAN_ERR_ARGUMENT):
        super().__init__(message, code)


def check(code, what):
    """Raises unless code is AMAN_OK. Memory that has run out is a MemoryError."""
    if code == lib.AMAN_OK:
        return
    message = f"{what}: {ffi.string(lib.aman_err_text(code)).decode()}"
    if code == lib.AMAN_ERR_MEMORY:
        raise MemoryError(message)
    if code in (lib.AMAN_ERR_ARGUMENT, lib.AMAN_ERR_INPUT, lib.AMAN_ERR_LIMIT):
        raise ArgumentError(message, code)
    raise Error(message, code)
