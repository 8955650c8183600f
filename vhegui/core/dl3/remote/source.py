"""The files of one remote data set: what a `Store` asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vhegui.core.dl3.remote.address import Address, Parts
from vhegui.core.dl3.remote.cache import Mirror, mirror_of
from vhegui.core.dl3.remote.checksums import Checksum
from vhegui.core.dl3.remote.credentials import token_for
from vhegui.core.dl3.remote.errors import Interrupted, Refused, Unreachable
from vhegui.core.dl3.remote.link import Link, Timing
from vhegui.core.dl3.remote.parallel import attended, fetch_all
from vhegui.core.dl3.remote.transfer import Wanted, transfer
from vhegui.core.errors import DataError
from vhegui.core.progress import Progress


@dataclass(frozen=True, eq=False)
class RemoteFiles:
    """Files of a server, brought into the cache when they are asked for.

    checksums : known beforehand, by path on the server · notice : what people should know about this source now.
    """

    address: Address
    mirror: Mirror
    timing: Timing
    checksums: Mapping[Parts, Checksum] = field(default_factory=dict)
    notice: str = ""

    def fetch(self, paths: Iterable[Path], progress: Progress | None = None) -> dict[Path, str]:
        """Make cached copies of these files readable; returns why the others are not.

        A copy that the server need not confirm is used without asking it; one that it cannot confirm now is used too.
        """
        missing = [path for path in dict.fromkeys(paths) if not self._is_current(path)]
        if not missing:
            return {}
        wanted = {self._wanted(path): path for path in missing}
        try:
            with self.link() as link:
                problems = fetch_all(link, self.mirror, list(wanted), progress)
        except DataError as error:
            problems = dict.fromkeys(wanted, str(error))
        return {wanted[w]: reason for w, reason in problems.items() if self.mirror.record(wanted[w]) is None}

    def refresh(self, link: Link, path: Path, progress: Progress | None = None) -> tuple[bool, str]:
        """Bring one file up to date: whether it changed since it was cached, and why an older copy has to do or "".

        Raises the errors of `remote.errors` when there is no copy.
        """
        known = self.mirror.record(path)
        wanted = self._wanted(path)
        arrived = [(0, -1)]

        def work() -> bool:
            return transfer(link, self.mirror, wanted, lambda there, total: arrived.append((there, total)))

        def state() -> tuple[float, str]:
            there, total = arrived[-1]
            return there / total if total > 0 else 0.0, f"Fetching {path.name}: {there / 1e6:.1f} MB"

        try:
            changed = attended(link, work, state, progress)
        except (Unreachable, Interrupted, Refused) as error:
            if known is None:
                raise
            return False, f"{error}; what was fetched until {known.fetched} UTC is used"
        return changed and known is not None, ""

    @contextmanager
    def link(self) -> Iterator[Link]:
        """A connection for a few requests, with the token for this server if there is one."""
        try:
            token = token_for(self.address)
        except DataError as error:
            raise Refused(str(error)) from None
        link = Link(self.address, token, self.timing)
        try:
            yield link
        finally:
            link.close()

    def _is_current(self, path: Path) -> bool:
        record = self.mirror.record(path)
        return record is not None and record.current

    def _wanted(self, path: Path) -> Wanted:
        parts = self.mirror.parts(path)
        return Wanted(parts, self.checksums.get(parts))


def remote_files(address: Address, checksums: Mapping[Parts, Checksum]) -> RemoteFiles:
    """The files behind an address, kept in the user's cache."""
    return RemoteFiles(address, mirror_of(address), Timing(), checksums)
