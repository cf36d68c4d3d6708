#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run the reference cases that lie beside the project and judge them by expected-failures.txt.

usage: run.py --shared DIR --bin OQLITE cases|models

A case that fails and is not in the list, or that is in the list and passes, is reported; the first
makes the exit status 1, the second asks for its line to be removed.
"""
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def expected(kind):
    """-> {label: reason} of the lines `KIND LABEL  REASON`."""
    out = {}
    with open(os.path.join(HERE, 'expected-failures.txt')) as f:
        for number, line in enumerate(f, 1):
            words = line.split(None, 2)
            if not words or words[0].startswith('#'):
                continue
            if len(words) != 3 or words[0] not in ('case', 'model'):
                sys.exit('expected-failures.txt:%d: "case|model LABEL REASON" expected' % number)
            if words[0] == kind:
                out[words[1]] = words[2].strip()
    return out


def run(command):
    """-> {label: (passed, line)}, one entry a line that begins with ok or FAIL, and the last line."""
    result, last = {}, ''
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors='replace')
    for line in process.stdout:
        print(line, end='', flush=True)
        words = line.split()
        if len(words) > 1 and words[0] in ('ok', 'FAIL'):
            result[words[1]] = (words[0] == 'ok', line.strip())
        if words:
            last = line.strip()
    process.wait()
    return result, last


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--shared', required=True)
    parser.add_argument('--bin', required=True)
    parser.add_argument('what', choices=['cases', 'models'])
    args = parser.parse_args()
    tools = os.path.join(args.shared, 'tools')
    if args.what == 'cases':
        known = expected('case')
        result, _ = run([os.path.join(tools, 'conformance'), '--bin', args.bin, '--timeout', '60',
                         'demos/', 'classical/', 'logictree/'])
    else:
        known = expected('model')
        result, _ = run([os.path.join(tools, 'gmm-check'), '--bin', args.bin, '-v'])
    failed = sorted(label for label, (good, _) in result.items() if not good)
    passed = len(result) - len(failed)
    fixed = sorted(label for label in known if label in result and result[label][0])
    worse = [label for label in failed if label not in known]
    print()
    for label in failed:
        print('%-52s %s' % (label, known.get(label, 'NOT EXPECTED: ' + result[label][1])))
    for label in fixed:
        print('%-52s passes now: remove it from expected-failures.txt' % label)
    print('@ %d of %d pass, %d fail as listed, %d fail unexpectedly%s' % (
        passed, len(result), len(failed) - len(worse), len(worse),
        ', %d listed pass now' % len(fixed) if fixed else ''))
    return 1 if worse or not result else 0


if __name__ == '__main__':
    sys.exit(main())
