"""Who PostgreSQL runs as when we are root, which it refuses to be, and how that account reaches its files.

Nothing is added to the machine's accounts and no folder becomes readable: a folder that the account could not
cross (most often /root) receives one access-list entry that lets this one account go through it.
"""

import os
import pwd
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")  # The first that exists.
ACCESS_LIST = "system.posix_acl_access"  # The extended attribute in which Linux keeps a file's access list.
LIST_VERSION = struct.pack("<I", 2)
ENTRY = struct.Struct("<HHI")  # Tag, permissions, account.
OWNER, ACCOUNT, GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
NOBODY_IN_PARTICULAR = 0xFFFFFFFF
CROSS = 0o1

Account = tuple[int, int]  # User and group.
Entries = dict[tuple[int, int], int]  # Tag and account → permissions.


def account_for(folder: Path) -> Account | None:
    """Return who owns, or is to own, this folder's files; None when we are an ordinary user."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return folder.stat().st_uid, folder.stat().st_gid
    for name in ACCOUNTS:
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise PermissionError("root, and neither postgres nor nobody on this machine")


def let_through(account: Account, folder: Path) -> None:
    """Let this account cross every folder that leads to this one, and this one."""
    if _crosses(account, folder):
        return
    for step in reversed([folder, *folder.parents]):
        if not _crosses(account, step):
            _grant(account, step)


def _crosses(account: Account, folder: Path) -> bool:
    user, group = account
    asked = subprocess.run(
        ["/usr/bin/env", "test", "-x", folder], cwd="/", user=user, group=group, extra_groups=[], check=False
    )
    return asked.returncode == 0


def _grant(account: Account, folder: Path) -> None:
    if not hasattr(os, "setxattr"):
        raise PermissionError(f"{folder} cannot be crossed by the account {account[0]}")
    entries = _entries(folder)
    entries[ACCOUNT, account[0]] = CROSS
    group = entries[GROUP, NOBODY_IN_PARTICULAR]
    entries[MASK, NOBODY_IN_PARTICULAR] = entries.get((MASK, NOBODY_IN_PARTICULAR), group) | CROSS
    packed = b"".join(ENTRY.pack(tag, entries[tag, who], who) for tag, who in sorted(entries))
    os.setxattr(folder, ACCESS_LIST, LIST_VERSION + packed)


def _entries(folder: Path) -> Entries:
    """Return the folder's access list, which its mode alone makes when it has none."""
    try:
        listed = os.getxattr(folder, ACCESS_LIST)
    except OSError:
        mode = folder.stat().st_mode
        bits = {OWNER: mode >> 6, GROUP: mode >> 3, OTHERS: mode}
        return {(tag, NOBODY_IN_PARTICULAR): bit & 0o7 for tag, bit in bits.items()}
    return {(tag, who): bits for tag, bits, who in ENTRY.iter_unpack(listed[len(LIST_VERSION) :])}
