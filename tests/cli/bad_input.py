#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Spoil sound jobs, one fault at a time, and look at what oqlite says.

usage: bad_input.py OQLITE [-v] [NAME ...]      NAME: run only the faults whose name contains it

bad_input/base holds jobs that run as they are; bad_input/faults.txt holds the faults. A fault is

    == name                              a sentence, unique
    job FILE.ini                         which job to run; default job.ini
    edit FILE: OLD => NEW                replace the one occurrence of OLD; \\n is a new line
    add FILE: TEXT                       append a line
    cut FILE: TEXT                       drop everything from TEXT on
    write FILE: TEXT                     a file of its own
    bytes FILE: HEX                      the same, of bytes
    drop FILE                            remove it
    folder FILE                          put a folder in its place
    pipe FILE                            put a pipe in its place
    link FILE: TARGET                    put a symbolic link in its place
    encode FILE: ENCODING                write it again in another encoding, or with line ends "dos"
    option TEXT                          an argument to the program
    want PLACE TEXT ... TEXT             a line of standard error that holds PLACE and, in this
                                         order, every TEXT; PLACE is FILE:@ (the line of the last
                                         edit), FILE:@+2, FILE:12 or FILE
    exit N                               default 1
    leaves failed                        the fault shows while computing: what is left says "failed"

A PLACE of "-" is any line. Every fault must end with its status, leave no calculation behind (status 1) and say "expected" or
"did you mean". With status 0 the job is computed, and what is wanted may be on standard output.
"""
import binascii
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, 'bad_input', 'base')


class Fault:
    def __init__(self, name, line):
        self.name, self.line = name, line
        self.job, self.status, self.leaves = 'job.ini', 1, None
        self.options, self.steps, self.wants = [], [], []


def fail_table(line, text):
    sys.exit('faults.txt:%d: %s' % (line, text))


def read_table():
    faults = []
    with open(os.path.join(HERE, 'bad_input', 'faults.txt'), encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip('\n')
            if not line.strip() or line.startswith('#'):
                continue
            word, _, rest = line.partition(' ')
            if word == '==':
                faults.append(Fault(rest, number))
            elif not faults:
                fail_table(number, '"== name" expected first')
            elif word == 'job':
                faults[-1].job = rest
            elif word == 'leaves':
                faults[-1].leaves = rest
            elif word == 'exit':
                faults[-1].status = int(rest)
            elif word == 'option':
                faults[-1].options.append(rest)
            elif word == 'want':
                place, _, text = rest.partition(' ')
                faults[-1].wants.append((place, text.split(' ... ')))
            elif word in ('edit', 'add', 'cut', 'write', 'bytes', 'drop', 'folder',
                          'pipe', 'link', 'encode'):
                faults[-1].steps.append((number, word, rest))
            else:
                fail_table(number, 'unknown word "%s"' % word)
    names = [fault.name for fault in faults]
    for name in names:
        if names.count(name) > 1:
            sys.exit('faults.txt: "%s" is there twice' % name)
    return faults


def spoil(folder, fault):
    """Do the steps in a copy of the base; -> {file: line of its last edit}."""
    edited = {}
    for number, word, rest in fault.steps:
        name, _, text = rest.partition(': ')
        path = os.path.join(folder, name)
        text = text.replace('\\n', '\n')
        whole = ''
        if word in ('edit', 'cut', 'add'):
            with open(path, encoding='utf-8') as f:
                whole = f.read()
        if word == 'edit':
            old, arrow, new = text.partition(' =>')
            new = new[1:] if new.startswith(' ') else new
            if not arrow or whole.count(old) != 1:
                fail_table(number, '"%s" is %d times in %s' % (old, whole.count(old), name))
            edited[name] = whole[:whole.index(old)].count('\n') + 1
            whole = whole.replace(old, new)
        elif word == 'cut':
            if whole.count(text) != 1:
                fail_table(number, '"%s" is %d times in %s' % (text, whole.count(text), name))
            whole = whole[:whole.index(text)]
            edited[name] = whole.count('\n') + 1
        elif word == 'add':
            edited[name] = whole.count('\n') + 1
            whole += text + '\n'
        elif word == 'write':
            whole = text
            edited[name] = 1
        if word in ('edit', 'cut', 'add', 'write'):
            with open(path, 'w', encoding='utf-8') as f:
                f.write(whole)
        elif word == 'bytes':
            with open(path, 'wb') as f:
                f.write(binascii.unhexlify(text.replace(' ', '')))
        elif word == 'encode':
            with open(path, encoding='utf-8') as f:
                whole = f.read()
            whole = whole.replace('\n', '\r\n') if text == 'dos' else whole
            with open(path, 'wb') as f:
                f.write(whole.encode('utf-8' if text == 'dos' else text))
        else:
            os.remove(path)
            if word == 'folder':
                os.mkdir(path)
            elif word == 'pipe':
                os.mkfifo(path)
            elif word == 'link':
                os.symlink(text, path)
    return edited


def pattern_of(place, texts, edited):
    """Regular expression for a line that holds the place and the texts in order."""
    match = re.match(r'(.*):@(\+\d+)?$', place)
    if match:
        line = edited[match.group(1)] + int(match.group(2) or 0)
        place = '%s:%d' % (match.group(1), line)
    where = re.escape(place) + (r':' if re.search(r':\d+$', place) else '')
    return re.compile('.*'.join([where] + [re.escape(text) for text in texts]))


def run(oqlite, fault, folder):
    """-> list of complaints, what the program said"""
    edited = spoil(folder, fault)
    store = os.path.join(folder, 'oqdata')
    environment = dict(os.environ, OQ_DATADIR=store, OMP_NUM_THREADS='1')
    command = [oqlite, os.path.join(folder, fault.job)] + fault.options
    process = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, timeout=120,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = process.stderr.decode('utf-8', 'replace')
    if fault.status == 0:
        said += process.stdout.decode('utf-8', 'replace')
    complaints = []
    if process.returncode != fault.status:
        complaints.append('exit status %d, wanted %d' % (process.returncode, fault.status))
    if 'Sanitizer' in said or 'runtime error:' in said:
        complaints.append('a finding of a sanitizer')
    for place, texts in fault.wants:
        if place == '-':
            found = all(text in said for text in texts)
        else:
            pattern = pattern_of(place, texts, edited)
            found = any(pattern.search(line) for line in said.splitlines())
        if not found:
            complaints.append('no line with "%s %s"' % (place, ' ... '.join(texts)))
    if fault.status != 0:
        if 'expected' not in said and 'did you mean' not in said:
            complaints.append('not said what was expected')
        if fault.leaves is not None:
            states = subprocess.run([oqlite, 'list'], env=environment, stdout=subprocess.PIPE)
            if fault.leaves not in states.stdout.decode('utf-8', 'replace'):
                complaints.append('not left as "%s"' % fault.leaves)
        elif os.path.exists(store) and os.listdir(store):
            complaints.append('left %s' % ' '.join(os.listdir(store)))
    if not fault.wants:
        complaints.append('nothing wanted')
    return complaints, said


def main():
    arguments = sys.argv[1:]
    verbose = '-v' in arguments
    arguments = [a for a in arguments if a != '-v']
    if not arguments:
        sys.exit(__doc__)
    oqlite, filters = os.path.abspath(arguments[0]), arguments[1:]
    faults = [fault for fault in read_table()
              if not filters or any(text in fault.name for text in filters)]
    failed = 0
    work = tempfile.mkdtemp(prefix='bad_input.')

    def try_one(number):
        folder = os.path.join(work, str(number))
        shutil.copytree(BASE, folder)
        complaints, said = run(oqlite, faults[number], folder)
        shutil.rmtree(folder)
        return complaints, said.replace(folder + '/', '')

    try:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for fault, (complaints, said) in zip(faults, pool.map(try_one, range(len(faults)))):
                failed += bool(complaints)
                if complaints or verbose:
                    print('%s: %s' % ('FAIL' if complaints else 'ok', fault.name))
                    for complaint in complaints:
                        print('    ' + complaint)
                    for line in said.splitlines():
                        print('    | ' + line)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print('%d faults, %d not told as wanted' % (len(faults), failed))
    return 1 if failed or not faults else 0


if __name__ == '__main__':
    sys.exit(main())
