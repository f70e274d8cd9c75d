"""``lianxiao generate``: a made-up county, written as a folder like a planner's own."""

import tempfile
from pathlib import Path

from ...instances.generator import Flaw, Terrain, Wanted, made_county
from ...instances.replace_county import TABLES, replace_county
from ...instances.write import write_county
from ...models.county import County
from ...models.digest import county_sha256
from ...models.errors import CannotWrite
from ...models.policy import Policy
from ..answer import Answer, ExitCode
from ..made_county_screen import made_county_result, made_county_screen
from ..manner import Manner
from ..messages import text


def generate(
    manner: Manner,
    *,
    schools: int,
    terrain: str,
    seed: int,
    year: int,
    no_teachers: bool,
    impossible: str | None,
    out: str,
) -> Answer:
    """Make the county and write it, whole or not at all; another county's folder is left as it is."""
    wanted = Wanted(
        schools=schools,
        terrain=Terrain(terrain),
        seed=seed,
        year=year,
        teachers=not no_teachers,
        impossible=None if impossible is None else Flaw(impossible),
    )
    county, policy = made_county(wanted)
    folder = Path(out)
    if _holds_another(folder, county, policy):
        raise CannotWrite(out, text("made_folder_taken", manner.lang))
    replace_county(folder, county, policy, beside={}, copied={})
    result = {
        "folder": out,
        "wanted": {
            "schools": schools,
            "terrain": terrain,
            "seed": seed,
            "year": year,
            "teachers": wanted.teachers,
            "impossible": impossible,
        },
        "county_sha256": county_sha256(county, policy),
        **made_county_result(county, policy),
    }
    screen = (*made_county_screen(county, policy, wanted, manner.lang), text("wrote", manner.lang, path=out))
    following = text("made_next", manner.lang, path=out)
    return Answer(ExitCode.DONE, (), result, (*screen, following))


def _holds_another(folder: Path, county: County, policy: Policy) -> bool:
    """Whether the folder has tables of a county, and they are not those that would be written."""
    there = [name for name in TABLES if (folder / name).exists()]
    if not there:
        return False
    with tempfile.TemporaryDirectory(prefix="county-") as fresh:
        write_county(Path(fresh), county, policy)
        new = sorted(path.name for path in Path(fresh).iterdir())
        same = all(
            _content(folder / name) == (Path(fresh) / name).read_bytes() for name in new if name in there
        )
        return sorted(there) != new or not same


def _content(file: Path) -> bytes | None:
    """Content of what has the place of a table; None where it is a folder, or cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None
