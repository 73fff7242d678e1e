"""What makes the pages an app that opens without a connection: worker, manifest, last resort."""

import json
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

FILES = (
    "css/kam.css", "css/accounts.css", "css/relationships.css", "css/offline.css", "img/icon.svg",
    "js/app.js", "js/charts.js", "js/offline.js", "js/outbox.js", "js/outbox_page.js",
    "js/theme.js", "js/visit.js", "vendor/echarts.min.js", "vendor/htmx.min.js",
    "vendor/icons.svg", "vendor/inter.css", "vendor/inter.woff2", "vendor/tabler.min.css",
)  # fmt: skip
ICONS = (("192", "icon-192.png", "any"), ("512", "icon-512.png", "any"),
         ("512", "icon-maskable.png", "maskable"))  # fmt: skip


@login_not_required
@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it reaches every page; new bytes replace the old."""
    files = [static(name) for name in FILES]
    context = {
        "files": json.dumps(files),
        "static": settings.STATIC_URL,
        "logout": reverse("account_logout"),
        "version": "",
    }
    template = get_template("offline/worker.js")
    context["version"] = sha256(template.render(context).encode()).hexdigest()[:12]
    return HttpResponse(template.render(context), content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """How the app is installed: name, icons, colours."""
    icon = "image/png"
    content = {
        "id": "/",
        "name": _("Key Accounts"),
        "short_name": _("Key Accounts"),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f8fa",
        "theme_color": "#0b6e63",
        "icons": [
            {"src": static(f"img/{name}"), "sizes": f"{size}x{size}", "type": icon, "purpose": use}
            for size, name, use in ICONS
        ],
        "shortcuts": [{"name": _("Log a visit"), "url": reverse("visit_log")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_GET
def nothing_kept(request: HttpRequest) -> HttpResponse:
    """What the worker shows instead of a page it doesn't have."""
    return render(request, "offline/nothing.html")
