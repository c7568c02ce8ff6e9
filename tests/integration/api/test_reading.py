"""The reader of pages sees what is wrong with one."""

import pytest

from tests.integration.api.reading import read

SOUND = (
    '<html lang="en"><body><h1 id="a">A</h1><h2>B</h2><section aria-labelledby="a"></section>'
    '<label for="f">F</label><input id="f"><label>G<input></label><input type="hidden"></body></html>'
)


@pytest.mark.parametrize(
    ("sound", "unsound", "fault"),
    [
        ("</section>", "", "</body> closes nothing"),
        ("</html>", "", "<html> is not closed"),
        ("</body>", "</body></p>", "</p> closes nothing"),
        ("<h2>", '<h2 id="a">', "a is there 2 times"),
        ('aria-labelledby="a"', 'aria-labelledby="b"', "nothing is called b"),
        ('for="f"', 'for="g"', "field f has no label"),
        ('lang="en"', "", "the page does not say its language"),
        ("<h2>B</h2>", "<h3>B</h3>", "h1 is followed by h3"),
        ("<h2>B</h2>", "<h1>B</h1>", "a page has one first heading"),
        ("<h2>", '<h2 style="color: red">', "<h2> is more than the policy allows"),
        ("<h2>", "<script></script><h2>", "<script> is more than the policy allows"),
        ("<h2>", '<h2 onclick="x()">', "<h2> has a script on it"),
        ("<h2>", '<a href="//elsewhere"></a><h2>', "<a> leads out of the house"),
        ("<h2>", '<img src="/x"><h2>', "an image says nothing"),
        ("<h2>", "<table><tr><th></th></tr></table><h2>", "a heading of a table heads nothing"),
    ],
)
def test_an_unsound_page_does_not_pass(sound: str, unsound: str, fault: str) -> None:
    """Each fault is seen; without it there is none."""
    assert read(SOUND).faults == []
    assert fault in read(SOUND.replace(sound, unsound, 1)).faults
