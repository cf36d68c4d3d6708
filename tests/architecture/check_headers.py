#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compile each header alone, twice in one file: it needs nothing included before it, and is guarded.

usage: check_headers.py ROOT COMPILER FLAG...
"""
import os
import subprocess
import sys
import tempfile


def headers(root):
    for folder in ('engine', 'datastore'):
        for path, dirs, files in os.walk(os.path.join(root, folder)):
            dirs.sort()
            for name in sorted(files):
                if name.endswith('.h'):
                    yield os.path.join(path, name)


def compiles(command, text):
    done = subprocess.run(command + ['-fsyntax-only', '-x', 'c', '-'], input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode == 0, done.stdout


def main():
    root, command = sys.argv[1], sys.argv[2:]
    failed = count = 0
    for path in headers(root):
        good, said = compiles(command, '#include "%s"\n#include "%s"\nextern int used;\n' % (path, path))
        count += 1
        if not good:
            failed += 1
            print('%s: does not compile alone\n%s' % (os.path.relpath(path, root), said))
    with tempfile.NamedTemporaryFile('w', suffix='.h') as broken:
        broken.write('oql_status no_such_type(void);\n')
        broken.flush()
        if compiles(command, '#include "%s"\n' % broken.name)[0]:
            failed += 1
            print('the check is blind: a header without its includes compiles')
    print('%d headers, %d do not stand alone' % (count, failed))
    return 1 if failed or not count else 0


if __name__ == '__main__':
    sys.exit(main())
