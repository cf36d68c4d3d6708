#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""full_disk.py OQLITE FOLDER [N]: a disk, a quota or a limit of file sizes that is full at N places of
a run (FOLDER holds the quick start). It is told in words with the file's name, nothing older is
touched, what was flushed can be read, and a resumed calculation has the same bytes as one that was
never interrupted.

Three ways, the first two for everybody: the limit of file sizes of the process (EFBIG); a seccomp
filter that lets writes behind some offset fail as the kernel would (ENOSPC, EDQUOT); a small tmpfs,
where mounting is permitted."""
import ctypes
import errno
import hashlib
import os
import platform
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile

OQLITE, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PLACES = int(sys.argv[3]) if len(sys.argv) > 3 else 6
WORDS = {
    errno.EFBIG: "larger than files may be here",
    errno.ENOSPC: "no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
}
counts = {"runs": 0, "full": 0, "at the start": 0, "resumed": 0, "resumes without room": 0}
failures = 0


def expect(what, good, *more):
    global failures
    if not good:
        failures += 1
        print("FAIL", what, *more)


def limit_files(size):
    """Files may not grow beyond size bytes; SIGXFSZ is left as it is by default: it kills."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def fail_writes(size, number):
    """pwrite(2) beyond size bytes fails with an error number: as a full disk, or a full quota."""
    def op(code, jt, jf, k):
        return struct.pack("=HBBI", code, jt, jf, k)
    load, greater, equal, give = 0x20, 0x25, 0x15, 0x06
    program = b"".join([
        op(load, 0, 0, 0),            # number of the system call
        op(equal, 0, 4, 18),          # pwrite64, else allow
        op(load, 0, 0, 16 + 3 * 8),   # low half of the offset
        op(greater, 1, 0, size),
        op(give, 0, 0, 0x7fff0000),   # allow
        op(give, 0, 0, 0x00050000 | number),
        op(give, 0, 0, 0x7fff0000),
    ])

    class Filter(ctypes.Structure):
        _fields_ = [("n", ctypes.c_ushort), ("code", ctypes.c_char_p)]

    libc = ctypes.CDLL(None, use_errno=True)

    def install():
        f = Filter(len(program) // 8, program)
        if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, ctypes.byref(f), 0, 0) != 0:
            os._exit(99)
    return install


def run(data, *args, before=None):
    env = dict(os.environ, OQ_DATADIR=data, SOURCE_DATE_EPOCH="1700000000", TZ="UTC")
    return subprocess.run([OQLITE, *args], env=env, capture_output=True, text=True,
                          preexec_fn=before, timeout=300)


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def newest(data):
    ids = [int(n[5:]) for n in os.listdir(data) if re.fullmatch(r"calc_\d+", n)]
    return max(ids, default=0)


def told(what, got, number, data):
    """An error in words, with the file's name; the exit status says failure."""
    expect(what + ": exit status", got.returncode == 1, got.returncode, got.stderr)
    expect(what + ": words", WORDS[number] in got.stderr, got.stderr)
    expect(what + ": name of the file", re.search(rf"{re.escape(data)}\S*/\S+:", got.stderr),
           got.stderr)


def after_failure(what, data, job, want, number, full):
    """What a full disk left: readable, and finished by a resume once there is room."""
    last = newest(data)
    expect(what + ": the older calculation", digest(f"{data}/calc_1/output.hdf5") == want)
    if last == 1:
        counts["at the start"] += 1
        return
    file = f"{data}/calc_{last}/output.hdf5"
    if not os.path.exists(file):
        expect(what + ": nothing is left", False, os.listdir(os.path.dirname(file)))
        return
    listed = run(data, "list").stdout
    expect(what + ": list", "failed" in listed and WORDS[number] in listed, listed)
    for command in (["show", str(last)], ["verify", str(last)], ["show", str(last), "imls"]):
        got = run(data, *command)
        expect(f"{what}: {command[0]}", got.returncode == 0, got.stdout, got.stderr)
    kept = digest(file)
    got = run(data, "resume", str(last), "-q", "-t", "1", before=full)
    if got.returncode != 0:
        counts["resumes without room"] += 1
        told(what + ": a resume without room", got, number, data)
        expect(what + ": what a resume without room leaves",
               os.path.exists(file) and run(data, "verify", str(last)).returncode == 0, kept)
        got = run(data, "resume", str(last), "-q", "-t", "1")
    expect(what + ": resume", got.returncode == 0, got.stderr)
    expect(what + ": the same bytes as uninterrupted", digest(file) == want)
    counts["resumed"] += 1
    shutil.rmtree(os.path.dirname(file))


def at_many_places(work, job, number, make_full):
    data = f"{work}/data"
    want = digest(f"{data}/calc_1/output.hdf5")
    size = os.path.getsize(f"{data}/calc_1/output.hdf5")
    for k in range(PLACES):
        place = 2048 + (size + 4096) * k // PLACES
        what = f"{errno.errorcode[number]} at {place} of {size} bytes"
        full = make_full(place)
        got = run(data, job, "-q", "-t", "1", before=full)
        counts["runs"] += 1
        if got.returncode == 0:
            expect(what, digest(f"{data}/calc_{newest(data)}/output.hdf5") == want)
            shutil.rmtree(f"{data}/calc_{newest(data)}")
            continue
        counts["full"] += 1
        told(what, got, number, data)
        after_failure(what, data, job, want, number, full)


def on_tmpfs(work, job):
    """A file system that is really full, and has room again when another file goes."""
    disk = f"{work}/disk"
    os.mkdir(disk)
    want = digest(f"{work}/data/calc_1/output.hdf5")
    size = os.path.getsize(f"{work}/data/calc_1/output.hdf5")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={4 * size + (1 << 20)}", "oqlite", disk],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        print("skipped: a small tmpfs:", mounted.stderr.strip().splitlines()[0])
        return
    try:
        shutil.copytree(f"{work}/data/calc_1", f"{disk}/calc_1")
        for k in range(PLACES):
            free = 8192 + (2 * size) * k // PLACES
            s = os.statvfs(disk)
            with open(f"{disk}/other", "wb") as f:
                f.write(bytes(max(0, s.f_bavail * s.f_frsize - free)))
            what = f"tmpfs with {free} bytes"
            got = run(disk, job, "-q", "-t", "1")
            counts["runs"] += 1
            if got.returncode == 0:
                expect(what, digest(f"{disk}/calc_{newest(disk)}/output.hdf5") == want)
                shutil.rmtree(f"{disk}/calc_{newest(disk)}")
            else:
                counts["full"] += 1
                told(what, got, errno.ENOSPC, disk)
                made_room = newest(disk) > 1
                if made_room:
                    listed = run(disk, "list").stdout
                    expect(what + ": list", "no space left" in listed or "killed" in listed, listed)
                    expect(what + ": verify", run(disk, "verify", "last").returncode == 0)
                os.unlink(f"{disk}/other")
                after_failure_with_room(what, disk, want)
            if os.path.exists(f"{disk}/other"):
                os.unlink(f"{disk}/other")
    finally:
        subprocess.run(["umount", disk], check=False)


def after_failure_with_room(what, disk, want):
    last = newest(disk)
    expect(what + ": the older calculation", digest(f"{disk}/calc_1/output.hdf5") == want)
    if last == 1:
        counts["at the start"] += 1
        return
    got = run(disk, "resume", str(last), "-q", "-t", "1")
    expect(what + ": resume", got.returncode == 0, got.stderr)
    expect(what + ": the same bytes", digest(f"{disk}/calc_{last}/output.hdf5") == want)
    counts["resumed"] += 1
    shutil.rmtree(f"{disk}/calc_{last}")


def outputs(work):
    """What is printed or exported where there is no room."""
    data = f"{work}/data"
    with open("/dev/full", "w") as full:
        for command in (["list"], ["show", "1"], ["export", "--help"]):
            env = dict(os.environ, OQ_DATADIR=data)
            got = subprocess.run([OQLITE, *command], env=env, stdout=full, stderr=subprocess.PIPE, text=True)
            expect(f"{command[0]} to /dev/full", got.returncode == 1 and WORDS[errno.ENOSPC] in got.stderr,
                   got.returncode, got.stderr)
    for key in ([], ["hcurves_stats"]):
        got = run(data, "export", "1", *key, "--dir", f"{work}/csv", before=limit_files(4096))
        expect("export", got.returncode == 1 and re.search(r"/csv/\S+\.csv: ", got.stderr), got.stderr)


def sweep(work, job, number, make_full):
    """A sweep whose database, calculations and arrays have no room: a later sweep has the same rows."""
    data = f"{work}/sweep"
    os.makedirs(data, exist_ok=True)
    study = f"{work}/study.ini"
    with open(study, "w", encoding="utf-8") as f:
        f.write(f"[study]\nbase_job = {job}\nstore = maps, arrays\ntruncation_level = 2 | 3\n")

    def rows(db):
        return run(data, "query", db).stdout

    whole = f"{data}/whole.db"
    if not os.path.exists(whole):
        expect("a sweep with room", run(data, "sweep", study, "--db", whole, "-q").returncode == 0)
    for k, place in enumerate([60000, 3000, 150000, 20000, 400000][:PLACES]):
        what = f"a sweep, {errno.errorcode[number]} at {place} bytes"
        db = f"{data}/{number}_{k}.db"
        got = run(data, "sweep", study, "--db", db, before=make_full(place))
        counts["runs"] += 1
        if got.returncode != 0:
            counts["full"] += 1
            expect(what + ": words", WORDS[number] in got.stdout + got.stderr, got.stdout, got.stderr)
            got = run(data, "sweep", study, "--db", db, "--retry-failed")
        expect(what + ": finished", got.returncode == 0, got.stdout, got.stderr)
        expect(what + ": the same rows", rows(db) == rows(whole) and len(rows(db)) > 1000)


def main():
    with tempfile.TemporaryDirectory() as work:
        for name in os.listdir(FOLDER):
            if name.endswith((".ini", ".xml")):
                shutil.copy(os.path.join(FOLDER, name), work)
        job = f"{work}/job.ini"
        with open(job, "a", encoding="utf-8") as f:
            f.write("\n")
        text = open(job, encoding="utf-8").read()
        text = re.sub(r"(?m)^region_grid_spacing.*$", "region_grid_spacing = 60", text)
        open(job, "w", encoding="utf-8").write(text)
        got = run(f"{work}/data", job, "-q", "-t", "1")
        expect("a run with room", got.returncode == 0, got.stderr)
        at_many_places(work, job, errno.EFBIG, limit_files)
        if platform.machine() == "x86_64":
            at_many_places(work, job, errno.ENOSPC, lambda n: fail_writes(n, errno.ENOSPC))
            at_many_places(work, job, errno.EDQUOT, lambda n: fail_writes(n, errno.EDQUOT))
        else:
            print("skipped: seccomp filters, written for x86-64")
        on_tmpfs(work, job)
        sweep(work, job, errno.EFBIG, limit_files)
        if platform.machine() == "x86_64":
            sweep(work, job, errno.EDQUOT, lambda n: fail_writes(n, errno.EDQUOT))
        outputs(work)
    print("; ".join(f"{n} {what}" for what, n in counts.items()) + f"; {failures} failures")
    expect("no run met a full disk", counts["full"] > 0 and counts["resumed"] > 0)
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
