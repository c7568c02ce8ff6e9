import os
from threading import Thread
from uuid import RFC_4122, UUID

from gateway.adapters.db.ids import Uuid7


def test_an_identifier_is_a_uuid_of_version_seven_that_tells_its_time() -> None:
    one = UUID(Uuid7(lambda: 1_772_442_000_123_000_000).new())

    assert (7, RFC_4122, 1_772_442_000_123) == (one.version, one.variant, one.int >> 80)


def test_identifiers_ascend_though_the_clock_stands_still_or_goes_back() -> None:
    instants = iter([5_000_000, 5_000_000, 4_000_000, 5_000_000, 6_000_000])
    ids = Uuid7(lambda: next(instants))

    made = [ids.new() for _ in range(5)]

    assert sorted(set(made)) == made


def test_identifiers_made_at_once_are_all_different() -> None:
    ids = Uuid7()
    made: list[str] = []
    threads = [Thread(target=lambda: made.extend(ids.new() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2000 == len(set(made))


def test_a_copy_of_the_process_draws_other_numbers() -> None:
    """What was drawn ahead of time is not made use of twice, by the process and by its copy."""
    ids = Uuid7(lambda: 5_000_000)
    ids.new()
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, ids.new().encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert ids.new()[-12:] != os.read(ours, 36).decode()[-12:]
    os.close(ours)
    os.close(theirs)
