"""A second, slow reader of .osm.pbf files: nodes and ways, from the format's description alone.

Source: OpenStreetMap wiki, PBF Format (fileformat.proto, osmformat.proto) and the wire format of protocol
buffers. It shares nothing with osmium, so that what was read can be checked.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Field = tuple[int, int | bytes]


class Content(NamedTuple):
    """Nodes by id as (lat, lon) in degrees, their tags where there are any, ways as (node ids, tags)."""

    nodes: dict[int, tuple[float, float]]
    node_tags: dict[int, dict[str, str]]
    ways: list[tuple[list[int], dict[str, str]]]


def read_pbf(path: Path) -> Content:
    """Read a whole file."""
    content = Content({}, {}, [])
    with path.open("rb") as stream:
        while size := stream.read(4):
            header = dict(_fields(stream.read(struct.unpack(">I", size)[0])))
            blob = dict(_fields(stream.read(_whole(header[3]))))
            if header[1] == b"OSMData":
                _block(zlib.decompress(_bytes(blob[3])) if 3 in blob else _bytes(blob[1]), content)
    return content


def _block(data: bytes, content: Content) -> None:
    words: list[str] = []
    groups: list[bytes] = []
    granularity, lat_0, lon_0 = 100, 0, 0
    for number, value in _fields(data):
        if number == 1:
            words = [_bytes(word).decode() for _, word in _fields(_bytes(value))]
        elif number == 2:
            groups.append(_bytes(value))
        elif number == 17:
            granularity = _whole(value)
        elif number == 19:
            lat_0 = _whole(value)
        elif number == 20:
            lon_0 = _whole(value)

    def degrees(raw: int, offset: int) -> float:
        return 1e-9 * (offset + granularity * raw)

    for group in groups:
        for number, value in _fields(group):
            if number == 2:
                _dense(dict(_fields(_bytes(value))), words, content, (lat_0, lon_0), granularity)
            elif number == 3:
                way = dict(_fields(_bytes(value)))
                keys, values = _numbers(way.get(2, b"")), _numbers(way.get(3, b""))
                tags = {words[key]: words[one] for key, one in zip(keys, values, strict=True)}
                content.ways.append((list(_sums(way.get(8, b""))), tags))
            elif number == 1:
                node = dict(_fields(_bytes(value)))
                lat, lon = _signed(_whole(node[8])), _signed(_whole(node[9]))
                content.nodes[_signed(_whole(node[1]))] = degrees(lat, lat_0), degrees(lon, lon_0)


def _dense(
    dense: dict[int, int | bytes],
    words: list[str],
    content: Content,
    origin: tuple[int, int],
    granularity: int,
) -> None:
    ids, lats, lons = (list(_sums(dense[number])) for number in (1, 8, 9))
    for node, lat, lon in zip(ids, lats, lons, strict=True):
        content.nodes[node] = (
            1e-9 * (origin[0] + granularity * lat),
            1e-9 * (origin[1] + granularity * lon),
        )
    pairs = _numbers(dense.get(10, b""))
    at = 0
    for node in ids if pairs else ():
        tags = {}
        while pairs[at]:
            tags[words[pairs[at]]] = words[pairs[at + 1]]
            at += 2
        at += 1
        if tags:
            content.node_tags[node] = tags


def _fields(data: bytes) -> Iterator[Field]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        value: int | bytes
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            width = {1: 8, 5: 4}[kind]
            value, at = data[at : at + width], at + width
        yield key >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _numbers(packed: int | bytes) -> list[int]:
    data, at, found = _bytes(packed), 0, []
    while at < len(data):
        number, at = _varint(data, at)
        found.append(number)
    return found


def _sums(packed: int | bytes) -> Iterator[int]:
    total = 0
    for number in _numbers(packed):
        total += _signed(number)
        yield total


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value


def _whole(value: int | bytes) -> int:
    assert isinstance(value, int)
    return value
