"""The what-if panel as the address or the form asks for it."""

from staff.http import Request
from tiering.engine import Policy
from tiering.models import Run
from tiering.whatif import LADDERS, WhatIf
from tiering.whatif_page import Panel, panel_of, settled_of

EFFECTIVE = "effective"


def asks_effective(request: Request) -> bool:
    """Whether the classes that take effect are compared, not those computed."""
    return _said(request, "mode") == EFFECTIVE


def asked_panel(request: Request, current: Run, policy: Policy, whatif: WhatIf) -> Panel:
    system = _said(request, "system")
    found = settled_of(current, policy, whatif) if asks_effective(request) else None
    panel = panel_of(current, policy, whatif, system if system in LADDERS else "pyramid", found)
    elsewhere = _moved_most(panel)
    if elsewhere and system == _said(request, "shown"):
        return panel_of(current, policy, whatif, elsewhere, found)
    return panel


def _moved_most(panel: Panel) -> str:
    """The system to show where nobody moves in the one shown and nobody has asked for it."""
    moves = {tab.system: tab.accounts for tab in panel.tabs}
    most = max(moves, key=lambda system: moves[system])
    return most if moves[most] and not moves[panel.matrix.system] else ""


def _said(request: Request, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""
