#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Hold the sources against the table of rooms in docs/architecture.md.

usage: check_architecture.py ROOT | --self-test

Checked: every room of the build is in the table and uses what the table says; a file includes headers
of its own room and of the rooms it uses only; a system header that belongs to a room is included there
only; parallel regions stand in one room; file names are unique; a file has at most 800 lines and names
its licence.
--self-test breaks a small tree in each of these ways and expects to be told.
"""
import os
import re
import sys
import tempfile

LIBC = set('assert ctype dirent errno fcntl float getopt inttypes limits locale math pthread pwd signal stdarg stdatomic '
           'stdbool stddef stdint stdio stdlib string strings time unistd '
           'sys/file sys/mman sys/resource sys/stat sys/statvfs sys/time sys/types sys/wait'.split())
SHARED_SYSTEM = {'immintrin.h'}
PARALLEL_ROOM = 'hazard'
MAX_LINES = 800


def read(path):
    with open(path, encoding='utf-8') as f:
        return f.read()


def table_of_rooms(root):
    """-> {room: (folder, uses, system headers)}"""
    rooms = {}
    for line in read(os.path.join(root, 'docs/architecture.md')).splitlines():
        cells = [c.strip() for c in line.strip().strip('|').split('|')]
        if line.startswith('|') and len(cells) == 5 and cells[0] != 'room' and set(cells[0]) != {'-'}:
            rooms[cells[0]] = (cells[1], set(cells[3].split()), set(cells[4].split()))
    return rooms


def declared_uses(text, room):
    """Rooms that the CMakeLists.txt of a room links, or None when it declares no library."""
    call = re.search(r'oql_room\(\s*%s\b([^)]*)\)' % room, text)
    if call is None:
        return None
    words, uses, inside = call.group(1).split(), set(), False
    for word in words:
        if word in ('SOURCES', 'LIBS', 'USES'):
            inside = word == 'USES'
        elif inside:
            uses.add(word)
    return uses


def sources(root, folder):
    for path, dirs, files in os.walk(os.path.join(root, folder)):
        dirs[:] = sorted(d for d in dirs if not d.startswith('build'))
        for name in sorted(files):
            if name.endswith(('.c', '.h')):
                yield os.path.join(path, name)


def check_build(root, room, folder, uses, rooms, say):
    path = os.path.join(root, folder, 'CMakeLists.txt')
    if not os.path.exists(path):
        say('%s: no CMakeLists.txt for the room "%s" of docs/architecture.md' % (folder, room))
        return
    text = read(path)
    declared = declared_uses(text, room)
    if declared is None:  # the program: it links rooms by their targets
        declared = set(re.findall(r'\boql_(\w+)', text)) & set(rooms)
        if 'oqlite' not in text:
            say('%s: declares no room "%s"' % (path, room))
            return
    for extra in sorted(declared - uses):
        say('%s: uses "%s", which docs/architecture.md does not allow' % (path, extra))
    for missing in sorted(uses - declared):
        say('%s: docs/architecture.md lists "%s" for it, the build does not' % (path, missing))


def check_includes(path, room, rooms, say):
    uses, own_headers = rooms[room][1] | {room}, rooms[room][2]
    owner = {h: r for r in rooms for h in rooms[r][2]}
    for number, line in enumerate(read(path).splitlines(), 1):
        where = '%s:%d' % (path, number)
        quoted = re.match(r'\s*#\s*include\s*"([^"]*)"', line)
        if quoted:
            first = quoted.group(1).split('/')[0]
            if first in rooms and first not in uses:
                say('%s: includes "%s"; room "%s" may use: %s' % (
                    where, quoted.group(1), room, ' '.join(sorted(uses - {room})) or 'nothing'))
        system = re.match(r'\s*#\s*include\s*<([^>]*)>', line)
        if system and system.group(1)[:-2] not in LIBC | {h[:-2] for h in SHARED_SYSTEM}:
            if system.group(1) not in own_headers:
                say('%s: includes <%s>; %s' % (
                    where, system.group(1), 'only room "%s" may' % owner[system.group(1)]
                    if system.group(1) in owner else 'no room of docs/architecture.md has it'))
        if re.match(r'\s*#\s*pragma\s+omp\s+parallel', line) and room != PARALLEL_ROOM:
            say('%s: a parallel region; only room "%s" may have one' % (where, PARALLEL_ROOM))


def check_form(path, say):
    lines = read(path).splitlines()
    if not lines or 'SPDX-License-Identifier: BSD-3-Clause' not in lines[0]:
        say('%s:1: the first line does not name the licence' % path)
    if len(lines) > MAX_LINES:
        say('%s: %d lines, at most %d allowed' % (path, len(lines), MAX_LINES))


def check(root):
    """-> list of what is wrong."""
    wrong, names = [], {}
    rooms = table_of_rooms(root)
    if not rooms:
        return ['docs/architecture.md: no table of rooms']
    for room, (folder, uses, _) in rooms.items():
        check_build(root, room, folder, uses, rooms, wrong.append)
        for path in sources(root, folder):
            check_includes(path, room, rooms, wrong.append)
    for folder in ('engine', 'datastore', 'tests', 'bench'):
        for path in sources(root, folder):
            check_form(path, wrong.append)
            name = os.path.basename(path)
            if name in names:
                wrong.append('%s: the name is taken by %s' % (path, names[name]))
            names.setdefault(name, path)
    known = {rooms[r][0] for r in rooms}
    for name in sorted(os.listdir(os.path.join(root, 'engine'))):
        if os.path.isdir(os.path.join(root, 'engine', name)) and 'engine/' + name not in known:
            wrong.append('engine/%s: not in the table of docs/architecture.md' % name)
    return wrong


SPDX = '/* SPDX-License-Identifier: BSD-3-Clause */\n'
SOUND = {
    'docs/architecture.md': '| room | folder | holds | uses | system |\n|---|---|---|---|---|\n'
                            '| base | engine/base | x | | |\n| geo | engine/geo | x | base | geos_c.h |\n'
                            '| hazard | engine/hazard | x | base geo | omp.h |\n',
    'engine/base/CMakeLists.txt': 'oql_room(base)\n',
    'engine/base/status.h': SPDX,
    'engine/geo/CMakeLists.txt': 'oql_room(geo USES base LIBS m)\n',
    'engine/geo/mesh.h': SPDX + '#include <geos_c.h>\n#include "base/status.h"\n',
    'engine/hazard/CMakeLists.txt': 'oql_room(hazard USES base geo)\n',
    'engine/hazard/tiles.c': SPDX + '#include <omp.h>\n#include "geo/mesh.h"\n#pragma omp parallel for\n',
    'tests/.keep': '',
}
# What breaks the sound tree, and what must be said then.
BREAKS = [
    ({'engine/base/bad.c': SPDX + '#include "geo/mesh.h"\n'}, 'bad.c:2: includes "geo/mesh.h"'),
    ({'engine/base/bad.c': SPDX + '#  include "hazard/tiles.h"\n'}, 'may use: nothing'),
    ({'engine/base/bad.c': SPDX + '#include <geos_c.h>\n'}, 'only room "geo" may'),
    ({'engine/base/bad.c': SPDX + '#include <curl/curl.h>\n'}, 'no room of docs/architecture.md'),
    ({'engine/geo/bad.c': SPDX + '#pragma omp parallel\n'}, 'a parallel region'),
    ({'engine/geo/CMakeLists.txt': 'oql_room(geo USES base hazard)\n'}, 'uses "hazard"'),
    ({'engine/hazard/CMakeLists.txt': 'oql_room(hazard USES base)\n'}, 'lists "geo" for it'),
    ({'engine/geo/CMakeLists.txt': '# nothing\n'}, 'declares no room "geo"'),
    ({'engine/geo/status.h': SPDX}, 'the name is taken'),
    ({'engine/new/x.c': SPDX}, 'engine/new: not in the table'),
    ({'tests/bad.c': 'int x;\n'}, 'does not name the licence'),
    ({'tests/bad.c': SPDX + '\n' * 800}, '801 lines'),
]


def faults_of(files):
    """What the check says of a tree that has just these files."""
    with tempfile.TemporaryDirectory(prefix='oqlite-architecture-') as root:
        for name, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            with open(os.path.join(root, name), 'w', encoding='utf-8') as f:
                f.write(text)
        return check(root)


def self_test():
    failures = 0
    found = faults_of(SOUND)
    if found:
        failures += 1
        print('the sound tree: %s' % found)
    for change, expected in BREAKS:
        found = faults_of({**SOUND, **change})
        good = len(found) == 1 and expected in found[0]
        failures += not good
        print('%s %s: %s' % ('ok  ' if good else 'FAIL', ' '.join(change), found or 'nothing said'))
    print('%d breaks, %d not told as they should be' % (len(BREAKS), failures))
    return 1 if failures else 0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == '--self-test':
        return self_test()
    wrong = check(sys.argv[1])
    for line in wrong:
        print(os.path.relpath(line, sys.argv[1]) if line.startswith('/') else line)
    print('%d faults' % len(wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
