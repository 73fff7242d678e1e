"""Needs follow what is noted at a visit: a line is a need (domain §7.9.1)."""

from django.utils.translation import gettext as _

from relationships.models import NeedItem, NeedStatus, Visit


def follow(*, visit: Visit) -> None:
    """Capture each line of the visit's needs; a corrected line changes its need.

    A need that is already being worked on stays as it is; one whose line is gone is declined.
    """
    lines = [line.strip() for line in visit.needs.splitlines() if line.strip()]
    lines = list(dict.fromkeys(lines)) if visit.is_completed else []
    known = list(visit.need_items.exclude(status=NeedStatus.DECLINED).order_by("pk"))
    said = {item.text for item in known}
    new = [line for line in lines if line not in said]
    loose = [
        item for item in known if item.text not in lines and item.status == NeedStatus.CAPTURED
    ]
    for item in loose:  # a handful at most
        if new:
            item.text = new.pop(0)
        else:
            item.status, item.reason = NeedStatus.DECLINED, _("No longer noted at the visit")
        item.save()
    NeedItem.objects.bulk_create(
        NeedItem(
            account_id=visit.account_id, visit=visit, text=line, captured_on=visit.date,
            by_id=visit.owner_id,
        )
        for line in new
    )  # fmt: skip
