"""Compile message catalogues (.po to .mo) with polib: gettext need not be installed."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        polib.pofile(str(source)).save_as_mofile(str(target))
        print(f"messages: {source.relative_to(ROOT)} is compiled")


if __name__ == "__main__":
    main()
