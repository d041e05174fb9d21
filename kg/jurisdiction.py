"""Where a department has authority, read from its name: for legal basis, for scoping names, for resolving 市局, 区政府."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.places import province_of

_PROVINCE = r"(?:[^省市县区局厅]{2,3}省|[^省市县区局厅]{2,8}?自治区|[^省市县区局厅]{2}特别行政区)"
_CITY = r"(?:[^省市县区局厅]{2,6}?(?:市|地区|盟)|[^省市县区局厅]{2,14}?自治州|[^省市县区局厅]{2}州(?=[^市]))"
_COUNTY = r"(?:[^省市县区局厅]{1,8}?(?:自治县|自治旗|新区|区|县|旗|市))"
_TOWN = r"(?:[^省市县区局厅]{1,6}?(?:街道|镇|(?<!城)乡))"
_LEADING = re.compile(
    rf"^(?:中共)?(?P<province>{_PROVINCE})?(?P<city>{_CITY})?(?P<county>{_COUNTY})?(?P<town>{_TOWN})?"
)
_BRANCH = re.compile(
    rf"^(?P<parent>.+?[局厅委办])(?:(?P<county>{_COUNTY})|(?P<bare>[\u4e00-\u9fff]{{2,4}}))分(?:局|院|中心)"
)
# Branches named for what they do, not for where they are: 直属分局, 第一分局, 高新分局.
_NO_PLACE = re.compile(
    "直属|第[一二三四五六七八九十]|高新|开发|经开|保税|交警|交通|森林|水上|机场|空港|铁路|港口|稽查|执法|监察"
)
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Administrative names from wide to narrow.

    `names` includes the province that a city is known to lie in; `printed` are only those in the department's name.
    """

    names: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The narrowest place; "" where the name tells none."""
        return self.printed[-1] if self.printed else ""

    @property
    def name(self) -> str:
        """The printed names in one: 广州市荔湾区."""
        return "".join(self.printed)


def jurisdiction_of(department: str) -> Jurisdiction:
    """The places in a department's name.

    >>> jurisdiction_of("广州市规划和自然资源局荔湾区分局").names
    ('广东省', '广州市', '荔湾区')
    >>> jurisdiction_of("清河县市场监督管理局").name, jurisdiction_of("澜江市生态环境局东渚分局").printed
    ('清河县', ('澜江市', '东渚'))
    """
    match = _LEADING.match(department)
    printed = [name for name in (match.groups() if match else ()) if name]
    branch = _BRANCH.match(department)
    if branch and (branch["county"] or not _NO_PLACE.search(branch["bare"])):
        printed.append(branch["county"] or branch["bare"])
    names = list(printed)
    if printed and not printed[0].endswith(("省", "自治区", "特别行政区")) and printed[0] not in _MUNICIPALITIES:
        province = province_of(printed[0])
        if province:
            names.insert(0, province)
    return Jurisdiction(tuple(names), tuple(printed))


def parent_organisation(department: str) -> str:
    """The body that a branch belongs to; "" for a department that is no branch.

    >>> parent_organisation("广州市规划和自然资源局荔湾区分局")
    '广州市规划和自然资源局'
    """
    branch = _BRANCH.match(department)
    return branch["parent"] if branch else ""
