"""The caps of the child, put on by itself before it reads a byte of the file. Linux.

1. `setrlimit`: processor time, address space, no file written, no core.
2. Landlock (Linux 5.13): files can be read below the interpreter and this package only, and nothing can be written.
3. seccomp: no sockets, no new programs or processes, no tracing, no changes of names or rights in the file system.
4. The child dies with its parent.

2 and 3 need a kernel and a processor that have them (x86-64, ARM 64); `confine` returns the names of those in force, and
`lantoa check` says which are missing. 1 and 4 always hold. Neither root nor a name space is needed, so the same caps hold for
root, for a plain user and in a chroot.
"""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22
SECCOMP_MODE_FILTER = 2
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1
ALL_FILE_ACTS = (1 << 13) - 1  # what ABI 1 knows; later ones add to it
EXECUTE, READ_FILE, READ_DIR = 1, 4, 8

# (audit architecture, {system call: number}); numbers are part of the kernel's promise and never change.
SYSTEM_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(
                41,
                42,
                43,
                44,
                45,
                46,
                47,
                49,
                50,
                53,
                288,
                299,
                307,
            ),  # socket … socketpair, accept4, recvmmsg, sendmmsg
            *(56, 57, 58, 59, 322, 435),  # clone, fork, vfork, execve, execveat, clone3
            *(
                62,
                200,
                234,
                101,
                310,
                311,
                425,
                434,
                438,
            ),  # kill, tkill, tgkill, ptrace, process_vm_*, io_uring, pidfd_*
            *(
                76,
                82,
                83,
                84,
                85,
                86,
                87,
                88,
                90,
                92,
                94,
            ),  # truncate, rename, mkdir, rmdir, creat, link … lchown
            *(
                133,
                258,
                259,
                260,
                263,
                264,
                265,
                266,
                268,
                316,
                161,
                165,
                155,
                272,
                308,
            ),  # *at, chroot, mount, unshare
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 199, 200, 201, 202, 203, 206, 207, 211, 212, 242, 243, 269),
            *(220, 221, 281, 435),
            *(129, 130, 131, 117, 270, 271, 425, 434, 438),
            *(33, 34, 35, 36, 37, 38, 45, 51, 52, 53, 54, 276, 40, 41, 97, 268),
        ),
    ),
}
# Instructions of the filter: load a word, jump if equal or at least, answer.
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
X32 = 0x40000000
_library = ctypes.CDLL(None, use_errno=True)


def confine(*, cpu: int, memory: int) -> list[str]:
    """Put all caps on; returns those in force. Call before the first byte of a stranger's file is read."""
    _library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    in_force = ["limits"]
    if _lock_files(_needed_folders()):
        in_force.append("files")
    if _lock_calls():
        in_force.append("calls")
    return in_force


def _needed_folders() -> set[str]:
    """Where modules may still be loaded from: the interpreter's folders, installed packages and this package's parent."""
    folders = {Path(folder).resolve() for folder in (*sys.path, sys.prefix, sys.base_prefix) if folder}
    return {str(folder) for folder in folders if folder.is_dir() and len(folder.parts) > 2}


def _lock_files(folders: Iterable[str]) -> bool:
    version = _library.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if version < 1:
        return False
    acts = ALL_FILE_ACTS | (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    rules = ctypes.create_string_buffer(struct.pack("<Q", acts), 8)
    ruleset = _library.syscall(LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    try:
        for folder in folders:
            opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            rule = ctypes.create_string_buffer(struct.pack("<Qi", EXECUTE | READ_FILE | READ_DIR, opened), 12)
            added = _library.syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
            os.close(opened)
            if added:
                return False
        return bool(_library.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _lock_calls() -> bool:
    if platform.machine() not in SYSTEM_CALLS:
        return False
    architecture, numbers = SYSTEM_CALLS[platform.machine()]
    steps = [
        (LOAD, 0, 0, 4),
        (JUMP_EQUAL, 1, 0, architecture),
        (ANSWER, 0, 0, KILL),
        (LOAD, 0, 0, 0),
        (JUMP_AT_LEAST, 0, 1, X32),
        (ANSWER, 0, 0, DENY),
    ]
    for number in sorted(set(numbers)):
        steps += [(JUMP_EQUAL, 0, 1, number), (ANSWER, 0, 0, DENY)]
    steps.append((ANSWER, 0, 0, ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
    done = _library.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return bool(done == 0)
