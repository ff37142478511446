"""Files that a storage host sends packed although nobody asked for that: unpacked, and known to be whole. Pure."""

import zlib

_GZIP_OR_ZLIB, _RAW = 47, -15
_ZLIB = 8
"""What the first byte of zlib ends with; others have packed it without zlib around it, which they call so, too."""
_MOST = 1 << 20
"""Bytes that are unpacked in one go, however much they were compressed."""

CODINGS = frozenset({"gzip", "x-gzip", "deflate"})


class Inflater:
    """Unpacks what arrives; `is_whole` says whether the packed data has come to its own end.

    aiohttp's own unpacking takes a stream that ends early for a whole one.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._has_begun = False
        self._packed = b""

    @property
    def is_whole(self) -> bool:
        """Whether the data that has arrived is complete."""
        return self._unpacker.eof and not self._packed

    def feed(self, packed: bytes) -> None:
        """Take what has arrived."""
        self._packed += packed
        if not self._has_begun and packed:
            self._has_begun = True
            if self._coding == "deflate" and packed[0] & 15 != _ZLIB:
                self._unpacker = zlib.decompressobj(_RAW)

    def take(self) -> bytes:
        """Return the next bytes, or b"" where more has to arrive; raises ValueError for what is not packed so."""
        while self._packed:
            if self._unpacker.eof:  # several streams may follow each other
                self._unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                data = self._unpacker.decompress(self._packed, _MOST)
            except zlib.error as error:
                raise ValueError(str(error)) from None
            self._packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data
            if data:
                return data
        return b""
