#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run the reference cases that lie beside the project and judge them by expected-failures.txt.

usage: run.py --shared DIR --bin OQLITE cases|models

A line of the list is `case|model LABEL REASON`; LABEL may hold * and ?. A case that fails and is not
listed makes the exit status 1; a label under which everything passes asks to be removed.
"""
import argparse
import fnmatch
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
    """-> {label: (passed, line)}, one entry a line that begins with ok, FAIL or none (not there)."""
    result = {}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors='replace')
    for line in process.stdout:
        print(line, end='', flush=True)
        words = line.split()
        if len(words) > 1 and words[0] in ('ok', 'FAIL', 'none'):
            result[words[1]] = (words[0] == 'ok', line.strip())
    process.wait()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--shared', required=True)
    parser.add_argument('--bin', required=True)
    parser.add_argument('what', choices=['cases', 'models'])
    args = parser.parse_args()
    tools = os.path.join(args.shared, 'tools')
    tables = [path for path, _, _ in os.walk(os.path.join(args.shared, 'gmm', 'tables'))]
    os.environ.setdefault('OQLITE_GMM_TABLES', ':'.join(tables))
    if args.what == 'cases':
        known = expected('case')
        result = run([os.path.join(tools, 'conformance'), '--bin', args.bin, '--timeout', '60',
                      'demos/', 'classical/', 'logictree/', 'disagg/'])
    else:
        known = expected('model')
        result = run([os.path.join(tools, 'gmm-check'), '--bin', args.bin, '-v'])
    failed = sorted(label for label, (good, _) in result.items() if not good)
    passed = len(result) - len(failed)
    reason = {}
    for pattern in known:
        for label in fnmatch.filter(failed, pattern):
            reason.setdefault(label, known[pattern])
    worse = [label for label in failed if label not in reason]
    fixed = [pattern for pattern in known if fnmatch.filter(result, pattern) and
             not fnmatch.filter(failed, pattern)]
    print()
    for label in failed:
        print('%-52s %s' % (label, reason.get(label, 'NOT EXPECTED: ' + result[label][1])))
    for pattern in fixed:
        print('%-52s passes now: remove it from expected-failures.txt' % pattern)
    print('@ %d of %d pass, %d fail as listed, %d fail unexpectedly%s' % (
        passed, len(result), len(failed) - len(worse), len(worse),
        ', %d listed pass now' % len(fixed) if fixed else ''))
    return 1 if worse or not result else 0


if __name__ == '__main__':
    sys.exit(main())
