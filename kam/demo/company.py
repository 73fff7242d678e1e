"""Our side: the company, its units, and a user for every role."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from staff.models import Company, Department, Unit, User
from staff.permissions import Role
from staff.services import units

Person = tuple[str, str, str, Role, int | None]

NAME = "澄远工业 Chengyuan Industrial"
PASSWORD = "kam-demo"
DOMAIN = "demo.example"
UNITS = (
    ("华东区", "East China"),
    ("华南区", "South China"),
    ("华北区", "North China"),
    ("海外区", "International"),
)
HEAD_OFFICE = ("总部", "Headquarters")
OVERSEAS = 3
ENGLISH = "en"

# e-mail, name, English name, role, unit (None: no unit, -1: head office). Overseas reads English.
PEOPLE: tuple[Person, ...] = (
    ("admin", "陆川", "Lu Chuan", Role.ADMIN, None),
    ("auditor", "韩静", "Han Jing", Role.AUDITOR, None),
    ("sponsor", "顾明远", "Gu Mingyuan", Role.SPONSOR, -1),
    ("head", "沈岚", "Shen Lan", Role.MANAGER, -1),
    ("manager1", "周明远", "Zhou Mingyuan", Role.MANAGER, 0),
    ("manager2", "温嘉禾", "Wen Jiahe", Role.MANAGER, 1),
    ("manager3", "丁一舟", "Ding Yizhou", Role.MANAGER, 2),
    ("manager4", "Erik Sandahl", "Erik Sandahl", Role.MANAGER, 3),
    ("kam1", "林晓雯", "Lin Xiaowen", Role.KAM, 0),
    ("rep1", "宋闻", "Song Wen", Role.REP, 0),
    ("rep2", "程砚", "Cheng Yan", Role.REP, 0),
    ("rep3", "魏澄", "Wei Cheng", Role.REP, 0),
    ("kam2", "何思远", "He Siyuan", Role.KAM, 1),
    ("rep4", "吴静宜", "Wu Jingyi", Role.REP, 1),
    ("rep5", "陈嘉和", "Chen Jiahe", Role.REP, 1),
    ("kam3", "赵启航", "Zhao Qihang", Role.KAM, 2),
    ("rep6", "孟佳", "Meng Jia", Role.REP, 2),
    ("rep7", "白羽", "Bai Yu", Role.REP, 2),
    ("kam4", "Clara Whitcombe", "Clara Whitcombe", Role.KAM, 3),
    ("rep8", "Miguel Serrano", "Miguel Serrano", Role.REP, 3),
    ("service1", "苗青", "Miao Qing", Role.SERVICE, 0),
    ("service2", "Ines Kaufmann", "Ines Kaufmann", Role.SERVICE, 3),
    ("service3", "许宁", "Xu Ning", Role.SERVICE, 0),
    ("service4", "高峻", "Gao Jun", Role.SERVICE, 0),
)
# Who does not sell.
DEPARTMENTS = {
    "service1": Department.TECHNICAL,
    "service2": Department.CUSTOMER_SERVICE,
    "service3": Department.FINANCE,
    "service4": Department.PRODUCTION,
}
SELLS = (Role.REP, Role.KAM, Role.MANAGER)


@dataclass(frozen=True)
class Staff:
    """Who may own accounts, by region (best first), and the colleagues around them."""

    units: list[Unit]
    sellers: list[list[User]]
    managers: list[User]
    sponsor: User
    service: list[User]


def create() -> Staff:
    """Name the company if nobody did, and add units and users; rows that exist are kept."""
    Company.objects.filter(pk=1, name="KAM").update(name=NAME)
    admin = _users(PEOPLE[:1], [])[0]
    office = _unit(HEAD_OFFICE, None, admin)
    places = [_unit(names, office, admin) for names in UNITS]
    users = _users(PEOPLE, [*places, office])
    sellers = [
        [user for user in users if user.role in (Role.KAM, Role.REP) and user.unit_id == unit.pk]
        for unit in places
    ]
    by_role = {role: [user for user in users if user.role == role] for role in Role}
    leads = {user.unit_id: user for user in by_role[Role.MANAGER]}
    managers = [leads[unit.pk] for unit in places]
    return Staff(places, sellers, managers, by_role[Role.SPONSOR][0], by_role[Role.SERVICE])


def _unit(names: tuple[str, str], parent: Unit | None, by: User) -> Unit:
    found = Unit.objects.filter(name=names[0], parent=parent).first()
    return found or units.create(by=by, name=names[0], name_en=names[1], parent=parent)


def _users(people: Sequence[Person], places: list[Unit]) -> list[User]:
    """All in one statement; the password is hashed once, it is public anyway."""
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        [
            User(
                email=f"{key}@{DOMAIN}",
                name=name,
                name_en=name_en,
                role=role,
                unit=None if unit is None else places[unit],
                department=DEPARTMENTS.get(key, Department.SALES if role in SELLS else ""),
                language=ENGLISH if unit == OVERSEAS else "",
                password=password,
            )
            for key, name, name_en, role, unit in people
        ],
        ignore_conflicts=True,
    )
    emails = [f"{key}@{DOMAIN}" for key, *_ in people]
    found = {user.email: user for user in User.objects.filter(email__in=emails)}
    return [found[email] for email in emails]
