#!/usr/bin/env python3
"""Checks the hash chain of an export of Debt Tracker (GET /api/export?format=json), from the README's description alone.

Usage: verify_export.py FILE    (- for standard input)

Prints `sound: N events` and ends with status 0, or names the first broken event and ends with status 1. Needs nothing
but Python 3; shares no code with the server.
"""
import hashlib
import json
import re
import sys

ESCAPES = {'"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r'}


def canonical(value):
    """RFC 8785. Events hold no numbers but integers within 2^53."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        escape = lambda match: ESCAPES.get(match[0]) or '\\u%04x' % ord(match[0])
        return '"' + re.sub(r'["\\\x00-\x1f]', escape, value) + '"'
    if isinstance(value, list):
        return '[' + ','.join(canonical(element) for element in value) + ']'
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode('utf-16-be'))
        return '{' + ','.join(canonical(name) + ':' + canonical(value[name]) for name in names) + '}'
    raise ValueError(f'a number that is no integer: {value}')


def first_fault(export):
    """What is wrong with the first broken event; None: nothing is."""
    previous = bytes(32)
    for place, event in enumerate(export['events'], 1):
        said = dict(event)
        told = said.pop('hash')
        if event['seq'] != place:
            return f'event {place}: is missing; the next one there is {event["seq"]}'
        made = hashlib.sha256(previous + canonical(said).encode('utf-8')).digest()
        if made.hex() != told:
            return f'event {place} ({event["id"]}): its hash does not follow from its content and the hash before'
        previous = made
    if export['head'] != len(export['events']) or export['hash'] != previous.hex():
        return f'the file says that it ends at event {export["head"]}, but its last event is {len(export["events"])}, or has another hash'
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    stream = sys.stdin if sys.argv[1] == '-' else open(sys.argv[1], encoding='utf-8')
    with stream:
        export = json.load(stream)
    fault = first_fault(export)
    print(fault or f'sound: {len(export["events"])} events')
    sys.exit(1 if fault else 0)


if __name__ == '__main__':
    main()
