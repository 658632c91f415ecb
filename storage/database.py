"""One SQLite database file: a connection for each thread, transactions, and its errors in plain words.

SQLite comes from apsw's wheel, because the system's may be too old. Several processes and several threads may use one
file: readers never wait (write-ahead log), writers take turns, each waiting for the one before up to `BUSY_SECONDS`.
"""

from __future__ import annotations

import errno
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from storage.errors import Damaged, DiskFull, NotFound, StorageError

BUSY_SECONDS = 30
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


class Database:
    """A database file. `read` and `write` are the only ways in.

    `synchronous` is SQLite's setting: FULL for what must survive a power cut, NORMAL for what can be made again.
    """

    def __init__(self, path: Path, *, read_only: bool = False, synchronous: str = "FULL") -> None:
        self.path = path
        self.read_only = read_only
        self._peewee = _Connections(path, read_only=read_only, synchronous=synchronous)

    @contextmanager
    def read(self) -> Iterator[peewee.Database]:
        """One unchanging view of the database while the block runs."""
        try:
            with guarded(self.path), self._peewee.atomic():
                yield self._peewee
        except UnicodeDecodeError as error:
            # SQLite does not look at what is in a text.
            raise _damaged(self.path, error) from error

    @contextmanager
    def write(self) -> Iterator[peewee.Database]:
        """A transaction that holds the one right to write: committed at the end of the block, or nothing is changed."""
        if self.read_only:
            raise StorageError(
                "The archive {folder} can only be read: its folder or a file in it is write-protected. "
                "Ask for the right to write there, or work on a copy.",
                folder=self.path.parent,
            )
        with guarded(self.path), self._peewee.atomic("IMMEDIATE"):
            yield self._peewee

    @contextmanager
    def outside_transactions(self) -> Iterator[apsw.Connection]:
        """This thread's bare connection, for the few statements that no transaction may hold."""
        with guarded(self.path):
            yield self._peewee.connection()

    def reopen_if_replaced(self) -> None:
        """Lets go of this thread's connection if the file was deleted or replaced behind its back."""
        self._peewee.close_if_replaced()

    def close(self) -> None:
        """Closes the connections of every thread; the next use opens a new one."""
        with guarded(self.path):
            self._peewee.close_all()


def sqlite_version() -> str:
    """The version of SQLite that is in use: that of apsw's wheel, not the system's."""
    return str(apsw.sqlite_lib_version())


def sql(db: peewee.Database, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one SQL statement, where peewee has no words for it."""
    return list(db.execute_sql(statement, values))  # type: ignore[no-untyped-call]


def many(db: peewee.Database, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Runs one SQL statement for each row of values."""
    db.connection().executemany(statement, rows)  # type: ignore[no-untyped-call]


def total_changes(db: peewee.Database) -> int:
    """How many rows this thread's connection has ever changed."""
    return int(db.connection().total_changes())  # type: ignore[no-untyped-call]


class _Connections(APSWDatabase):  # type: ignore[misc]  # playhouse carries no types
    """Peewee's database, which keeps a connection a thread, and remembers them all so that they can be closed."""

    def __init__(self, path: Path, *, read_only: bool, synchronous: str) -> None:
        flags = apsw.SQLITE_OPEN_URI | (
            apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        )
        pragmas = {"foreign_keys": 1, "synchronous": synchronous, "cache_size": -16_000, "temp_store": "MEMORY"}
        super().__init__(str(path), pragmas=pragmas, timeout=BUSY_SECONDS, flags=flags)
        self._read_only = read_only
        self._opened: weakref.WeakSet[apsw.Connection] = weakref.WeakSet()
        self._registry = threading.Lock()
        self._mine = threading.local()

    def _connect(self) -> apsw.Connection:
        try:
            connection: apsw.Connection = super()._connect()
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except (apsw.CantOpenError, apsw.ReadOnlyError):
            if not self._read_only:
                raise
            connection = self._connect_where_nothing_can_be_written()
        with self._registry:
            self._opened.add(connection)
        self._mine.inode = self._inode()
        return connection

    def _connect_where_nothing_can_be_written(self) -> apsw.Connection:
        """SQLite keeps a small file beside a database that it reads; where it can't, the file is taken as it is."""
        uri = f"{Path(self.database).resolve().as_uri()}?immutable=1"
        connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READONLY)
        self._add_conn_hooks(connection)
        return connection

    def _inode(self) -> tuple[int, int] | None:
        try:
            found = Path(self.database).stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def close_if_replaced(self) -> None:
        if not self.is_closed() and self._mine.inode != self._inode():
            self.close()

    def close_all(self) -> None:
        if not self.is_closed():
            self.close()
        with self._registry:
            for connection in list(self._opened):
                with suppress(apsw.ConnectionClosedError):
                    connection.close()
            self._opened.clear()


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turns what the disk or SQLite says about `path` into a StorageError; lets our own mistakes through."""
    try:
        yield
    except (peewee.PeeweeException, apsw.Error, OSError) as error:
        explained = explain(error, path)
        if explained is None:
            raise
        raise explained from error


def explain(error: Exception, path: Path) -> StorageError | None:
    """The StorageError that says what this error of the disk or of SQLite means, or None if it is none of those."""
    cause: Any = error
    while isinstance(cause, peewee.PeeweeException):
        cause = getattr(cause, "orig", None)
    if isinstance(cause, OSError):
        return _explain_system(cause, path)
    if isinstance(cause, apsw.FullError):
        return _full(path)
    if isinstance(cause, (apsw.BusyError, apsw.LockedError)):
        return StorageError(
            "{file} is in use by another program and was not free within {seconds} seconds. "
            "Nothing was changed; wait until the other program has finished, then do it again.",
            file=path,
            seconds=BUSY_SECONDS,
        )
    if isinstance(cause, (apsw.CorruptError, apsw.NotADBError)):
        return _damaged(path, cause)
    if isinstance(cause, (apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError)):
        return _unusable(path, cause)
    return None


def _explain_system(error: OSError, path: Path) -> StorageError:
    if error.errno in _NO_ROOM:
        return _full(path)
    if error.errno == errno.ENOENT:
        return NotFound("{file} does not exist (any more). Look where it is now, then choose it again.", file=path)
    if error.errno in _NOT_ALLOWED:
        return StorageError(
            "{file} may not be changed by this user. Ask for the right to write there, or choose another place.",
            file=path,
        )
    return _unusable(path, error.strerror or error)


def _damaged(path: Path, reason: object) -> Damaged:
    return Damaged(
        "{file} is damaged ({reason}). Don't go on with it: put back the newest good backup of the archive.",
        file=path,
        reason=reason,
    )


def _full(path: Path) -> DiskFull:
    return DiskFull(
        "There is no room left on the disk for {file}. Nothing was half-saved; make room, then do it again.", file=path
    )


def _unusable(path: Path, reason: object) -> StorageError:
    return StorageError(
        "{file} could not be read or written ({reason}). Nothing was half-saved; "
        "check the disk and its connection, then do it again.",
        file=path,
        reason=reason,
    )
