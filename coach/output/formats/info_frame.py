"""The Info frame of an MP3 file: how long the sound is, and how much the encoder added before and after it.

It is a silent frame with Xing's header, named `Info` because the bit rate is constant, and LAME's extension
of it. Sources: `VbrTag.c` of LAME for Xing's part and for what the counts and checksums cover;
http://gabriel.mp3-tech.org/mp3infotag.html for LAME's part; ISO/IEC 13818-3 for the frame's own header.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITRATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""The bit rates of MPEG-2 Layer III, in kbit/s; a frame's header holds the index in this list, from 1."""

FRAME_SAMPLES = 576
"""Samples in one frame of MPEG-2 Layer III."""

ENCODER_DELAY = 576
"""Samples LAME puts before the first one it is given (ENCDELAY in its `encoder.h`)."""

_LAME_MODES = {0b00: 1, 0b01: 3, 0b10: 2, 0b11: 0}
"""LAME's code for each mode of a frame's header: stereo, joint stereo, dual channel, mono."""
_MONO = 0b11
_CRC_ROW, _CRC_ROWS = 256, 256
"""Bytes in a row, and rows processed at once."""


def frame_bytes(bitrate: int) -> int:
    """The bytes of one frame at `bitrate` kbit/s. A whole number at 24 kHz, so no frame is ever padded."""
    return FRAME_SAMPLES // 8 * bitrate * 1000 // SAMPLE_RATE


def side_info_bytes(channels: int) -> int:
    """Bytes between the header of a frame and its data. Xing's header begins after them."""
    return 9 if channels == 1 else 17


def info_bitrate(bitrate: int) -> int:
    """The bit rate of the Info frame in a file of `bitrate` kbit/s: 177 bytes of header need 64 kbit/s."""
    return max(bitrate, 64)


def info_frame(frames: int, bitrate: int, mode: int, version: str, music_bytes: int, music_crc: int) -> bytes:
    """The Info frame of a file at `SAMPLE_RATE`.

    `frames`: samples of each channel in the file. `bitrate`: kbit/s. `mode`: of the frames after this one.
    `version`: the encoder's, `LAME3.100`.
    `music_bytes` and `music_crc`: the length and CRC-16 of all frames after this one.
    """
    size = frame_bytes(info_bitrate(bitrate))
    total = size + music_bytes
    music_frames = music_bytes // frame_bytes(bitrate)
    padding = music_frames * FRAME_SAMPLES - ENCODER_DELAY - frames
    flags = 0b1111  # frame count, byte count, seek table and quality follow
    # Seek table: for each hundredth of the time, where it is in the file, in 256ths of the file.
    seek_table = bytes(256 * (100 * size + music_bytes * percent) // (100 * total) for percent in range(100))
    quality = 57  # 100 - 10 * (LAME's variable quality, by default 4) - (its quality setting, 3)
    header = b"".join(
        (
            # Sync, MPEG-2, Layer III, no checksum; bit rate and 24 kHz; mode, original.
            bytes((0xFF, 0xF3, (BITRATES.index(info_bitrate(bitrate)) + 1) << 4 | 0b0100, mode << 6 | 0b0100)),
            bytes(side_info_bytes(1 if mode == _MONO else 2)),
            struct.pack(">4sIII", b"Info", flags, music_frames, total),
            seek_table,
            struct.pack(">I9s", quality, version.encode("ascii")),
            bytes((1, 0)),  # tag revision 0, constant bit rate; low-pass unknown
            bytes(8),  # peak and gains: unknown
            bytes((0, bitrate)),  # psychoacoustic flags: unknown
            (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
            bytes((_LAME_MODES[mode] << 2, 0, 0, 0)),  # mode, from 32 kHz or less; no gain, no preset
            struct.pack(">IH", total, music_crc),
        )
    )
    return (header + struct.pack(">H", crc16(header))).ljust(size, b"\0")


def channel_mode(frame: bytes | bytearray) -> int:
    """The channel mode in the header of a frame: LAME uses joint stereo at most bit rates, but not at the highest."""
    return frame[3] >> 6


def crc16(data: bytes | bytearray, crc: int = 0) -> int:
    """The CRC-16 that LAME uses (polynomial 0x8005, lowest bit first), continued from `crc`."""
    import numpy as np

    # A CRC is linear: the CRC of a row is the exclusive or of what each byte contributes at the row's end. The CRC
    # before the row is added to its first two bytes.
    tables = _crc_tables()
    low, high, last = tables[0].tolist(), tables[1].tolist(), tables[-1].tolist()
    octets = np.frombuffer(data, np.uint8)
    whole = len(octets) // _CRC_ROW * _CRC_ROW
    for start in range(0, whole, _CRC_ROW * _CRC_ROWS):
        part = octets[start : min(start + _CRC_ROW * _CRC_ROWS, whole)]
        rows = part.reshape(-1, _CRC_ROW) + np.arange(0, tables.size, 256)
        for left in np.bitwise_xor.reduce(tables.ravel().take(rows), axis=1).tolist():
            crc = low[crc & 0xFF] ^ high[crc >> 8] ^ left
    for octet in octets[whole:].tolist():
        crc = last[(crc ^ octet) & 0xFF] ^ crc >> 8
    return crc


@cache
def _crc_tables() -> NDArray[np.uint16]:
    """[place, byte] -> what a byte at that place of a row contributes to the CRC at the row's end."""
    import numpy as np

    tables = np.empty((_CRC_ROW, 256), np.uint16)
    last = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        last = np.where(last & 1, last >> 1 ^ 0xA001, last >> 1).astype(np.uint16)
    tables[-1] = last
    for place in range(_CRC_ROW - 2, -1, -1):
        after = tables[place + 1]
        tables[place] = last[after & 0xFF] ^ after >> 8
    return tables
