"""The inbox: what the reader was told, and where to act."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from staff.http import Request
from staff.models import Notice
from staff.services import notices

PER_PAGE = 25


@require_GET
def notice_list(request: Request) -> HttpResponse:
    """Unread ones first."""
    return _page(request)


@require_POST
def notice_open(request: Request, pk: int) -> HttpResponse:
    """Where to act; whoever goes there has read it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notices.mark_read(user=request.user, notices=[pk], now=timezone.now())
    return redirect(notice.url)


@require_POST
def notice_read(request: Request, pk: int) -> HttpResponse:
    get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notices.mark_read(user=request.user, notices=[pk], now=timezone.now())
    return _after(request)


@require_POST
def notices_read(request: Request) -> HttpResponse:
    """All of them."""
    notices.mark_all_read(user=request.user, now=timezone.now())
    return _after(request)


def _after(request: Request) -> HttpResponse:
    return _page(request) if request.htmx else redirect("notice_list")


def _page(request: Request) -> HttpResponse:
    rows = Notice.objects.visible_to(request.user).for_page()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    name = "_notices" if request.htmx else "notice_list"
    return render(request, f"staff/{name}.html", {"page": page})
