"""All partners we know, loaded once and checked whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pydantic import BaseModel

from gateway.errors import NotFound
from gateway.profiles.alerting import HouseFile
from gateway.profiles.loading import SUFFIX, Fault, ProfileFault, fault_at, load, load_house
from gateway.profiles.profile import Profile
from gateway.profiles.source import Path


class Directory:
    """The profiles of some folders; a file of a later folder replaces one of the same name."""

    def __init__(
        self,
        folders: Sequence[Traversable],
        transport_kinds: Mapping[str, type[BaseModel]],
        house: Traversable | None = None,
    ) -> None:
        """Load every profile, and the house's own file if there is one; raises ProfileFault with all that is wrong in any."""
        profiles: dict[str, Profile] = {}
        by_identity: dict[tuple[str, str, str, str], str] = {}
        by_user: dict[str, str] = {}
        by_as2: dict[tuple[str, str], str] = {}
        by_cxml: dict[tuple[str, str], str] = {}
        by_oci: dict[str, str] = {}
        faults: list[Fault] = []
        self._files = _files(folders)
        for name, file in sorted(self._files.items()):
            try:
                profile = load(file, transport_kinds)
            except ProfileFault as fault:
                faults.extend(fault.faults)
                continue
            first = by_identity.setdefault(profile.x12.identity, name) if profile.x12_side else name
            if first != name:
                faults.append(
                    Fault(file=str(file), line=1, field="x12", message=f"has the same identity as {first}")
                )
            namesake = by_user.setdefault(profile.sftp.user, name) if profile.sftp else name
            if namesake != name:
                faults.append(
                    Fault(file=str(file), line=1, field="sftp.user", message=f"is the user of {namesake} too")
                )
            double = by_as2.setdefault((profile.as2.them, profile.as2.us), name) if profile.as2 else name
            if double != name:
                faults.append(
                    Fault(file=str(file), line=1, field="as2", message=f"has the same names as {double}")
                )
            given = _credentials(profile)
            another = next((by_cxml[one] for one in given if by_cxml.setdefault(one, name) != name), None)
            if another is not None:
                faults.append(
                    Fault(file=str(file), line=1, field="cxml", message=f"has a credential of {another} too")
                )
            oci = profile.punchout.oci if profile.punchout else None
            caller = by_oci.setdefault(oci.user, name) if oci else name
            if caller != name:
                faults.append(
                    Fault(
                        file=str(file), line=1, field="punchout.oci", message=f"is the user of {caller} too"
                    )
                )
            profiles[profile.code] = profile
        faults.extend(_run_twice(self._files, profiles))
        self.house = _house(house, faults)
        if faults:
            raise ProfileFault(faults)
        self._profiles: Mapping[str, Profile] = MappingProxyType(profiles)
        self._by_identity = {one.x12.identity: one for one in profiles.values() if one.x12_side}
        self._by_place = {place: one for one in profiles.values() for place in _run_by(one)}
        self._by_cxml = {name: one for one in profiles.values() for name in _credentials(one)}
        self._by_as2 = {(one.as2.them, one.as2.us): one for one in profiles.values() if one.as2}

    def find(
        self, sender_qualifier: str, sender: str, receiver_qualifier: str, receiver: str
    ) -> Profile | None:
        """Return the partner who sends to us under these identifiers, None where nobody does."""
        return self._by_identity.get((sender_qualifier, sender, receiver_qualifier, receiver))

    def find_as2(self, sender: str, recipient: str) -> Profile | None:
        """Return the partner who sends to us under these AS2 names, None where nobody does."""
        return self._by_as2.get((sender, recipient))

    def find_cxml(self, credentials: Iterable[tuple[str, str]]) -> Profile | None:
        """Return the partner who goes by one of these (domain, identity), None where nobody does."""
        named = ((domain.lower(), identity) for domain, identity in credentials)
        return next((self._by_cxml[one] for one in named if one in self._by_cxml), None)

    def runner_of(self, location: str) -> Profile | None:
        """Return the partner who runs a warehouse of ours, None where nobody does."""
        return self._by_place.get(location)

    def get(self, code: str) -> Profile:
        """Return a partner's profile; raises NotFound."""
        try:
            return self._profiles[code]
        except KeyError:
            raise NotFound(f"there is no partner {code}") from None

    def all(self) -> tuple[Profile, ...]:
        """Return every profile in order of code."""
        return tuple(self._profiles.values())

    def digest(self, code: str) -> str:
        """Return the SHA-256 of the file a partner's profile was read from; raises NotFound."""
        return self.get(code).digest

    def text(self, code: str) -> str:
        """Return what a partner's file says; raises NotFound."""
        return self._files[f"{self.get(code).code}{SUFFIX}"].read_text(encoding="utf-8")

    def become(self, other: "Directory") -> None:
        """Be what another directory is from now on, in one step: who asks meanwhile sees the one or the other."""
        self.__dict__ = other.__dict__

    def fault(self, code: str, path: Path, message: str) -> Fault:
        """Return what is wrong at a place of a partner's file, with file and line; raises NotFound."""
        return fault_at(self._files[f"{self.get(code).code}{SUFFIX}"], path, message)


def _house(file: Traversable | None, faults: list[Fault]) -> HouseFile:
    if file is None or not file.is_file():
        return HouseFile()
    try:
        return load_house(file)
    except ProfileFault as fault:
        faults.extend(fault.faults)
        return HouseFile()


def _files(folders: Sequence[Traversable]) -> dict[str, Traversable]:
    return {file.name: file for folder in folders if folder.is_dir() for file in _profiles_in(folder)}


def _profiles_in(folder: Traversable) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(SUFFIX) and not file.name.startswith("."))


def _credentials(profile: Profile) -> list[tuple[str, str]]:
    return sorted(profile.cxml.names) if profile.cxml else []


def _run_by(profile: Profile) -> tuple[str, ...]:
    return profile.warehouse.locations if profile.warehouse else ()


def _run_twice(files: Mapping[str, Traversable], profiles: Mapping[str, Profile]) -> Iterator[Fault]:
    """Yield a fault for every profile that runs a place of ours that another runs, who comes first by name."""
    by_place: dict[str, str] = {}
    for code, profile in profiles.items():
        name = f"{code}{SUFFIX}"
        doubly = next((one for one in _run_by(profile) if by_place.setdefault(one, name) != name), None)
        if doubly is not None:
            message = f"{doubly} is run by {by_place[doubly]}"
            yield Fault(file=str(files[name]), line=1, field="warehouse", message=message)
