#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""users.py OQLITE FOLDER [STARTS]: two users on one data folder, fifty starts at once. Ids never collide, others'
calculations can be read as far as their owner lets them, and not be changed.
Exit status 77 (skipped) when this process may not act as other users (it is not root)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

OQLITE, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
USERS = (60001, 60002) # of nobody's
STARTS = int(sys.argv[3]) if len(sys.argv) > 3 else 50
if os.geteuid() != 0:
    print("skipped: only root can act as two users")
    sys.exit(77)


def start(user, data, *args, umask=0o022):
    return subprocess.Popen([PROGRAM, *args], user=user, group=user, extra_groups=[], umask=umask,
                            env=dict(os.environ, OQ_DATADIR=data, HOME="/nonexistent"), cwd="/",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(status, words, user, data, *args, umask=0o022):
    p = start(user, data, *args, umask=umask)
    out, err = p.communicate(timeout=300)
    if p.returncode != status or words not in out + err:
        sys.exit(f"FAIL {args} as {user}: status {p.returncode}, expected {status} and \"{words}\"\n{out}{err}")
    return out


with tempfile.TemporaryDirectory() as work:
    os.chmod(work, 0o755)
    data, PROGRAM = f"{work}/data", f"{work}/oqlite"
    shutil.copy(OQLITE, PROGRAM)  # a build folder may be closed to others
    os.chmod(PROGRAM, 0o755)
    job = f"{work}/job.ini"
    for name in os.listdir(FOLDER):
        if name.endswith((".ini", ".xml")):
            shutil.copy(os.path.join(FOLDER, name), work)
            os.chmod(f"{work}/{name}", 0o644)
    os.mkdir(data)
    os.chmod(data, 0o1777)
    one, two = USERS
    small = ("-q", "-t", "1", "-p", "region_grid_spacing=80", "-p", "area_source_discretization=50")
    run(0, "", one, data, job, *small)
    run(0, "", two, data, job, *small)
    run(0, "", two, data, job, *small, umask=0o077)
    print("calculations of two users:", sorted(os.listdir(data)))
    run(0, "[ 0.1 0.02]", one, data, "show", "2", "poes")
    run(0, "equal", one, data, "compare", "1", "2")
    run(0, "0 faults", one, data, "verify", "2")
    run(0, "", one, data, "export", "2", "--help")
    for command in (["delete", "2", "--yes"], ["resume", "2"]):
        run(1, "calc_2: belongs to user 60002, who does not let others change it", one, data, *command)
    listed = run(0, "private", one, data, "list")
    if "belongs to user 60002, who does not let others read it" not in listed:
        sys.exit("FAIL list: " + listed)
    run(1, "calc_3: belongs to user 60002", one, data, "delete", "3", "--yes")
    run(1, "Permission denied", one, data, "compare", "1", "3")
    run(0, "complete", two, data, "show", "3")
    os.chmod(data, 0o755)
    run(1, "/data/calc_4: Permission denied", one, data, job, *small)
    os.chmod(data, 0o1777)

    many = [start(USERS[i % 2], data, job, *small) for i in range(STARTS)]
    for p in many:
        _, err = p.communicate(timeout=300)
        if p.returncode != 0:
            sys.exit("FAIL a start among fifty: " + err)
    ids = sorted(int(n[5:]) for n in os.listdir(data))
    if ids != list(range(1, STARTS + 4)):
        sys.exit(f"FAIL ids: {ids}")
    states = re.findall(r"(?m)^ *\d+  (\w+)", run(0, "complete", one, data, "list"))
    if states.count("complete") != STARTS + 2 or states.count("private") != 1:
        sys.exit(f"FAIL states: {states}")
    owners = [os.stat(f"{data}/calc_{i}").st_uid for i in ids]
    run(0, "removed", two, data, "delete", "2", "--yes")
    print(f"{STARTS} starts at once of two users ({owners.count(one)} and {owners.count(two)} calculations): "
          f"{len(ids)} ids, all different and complete")
