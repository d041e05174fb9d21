"""What departments outside planning and natural resources say of their duties names their functions. Duties in our own words."""

from __future__ import annotations

import pytest

from ontology.functions import load_scheme

SCHEME = load_scheme()
DUTIES = {
    "青溪县农业农村局": {
        "指导高标准农田建设和耕地质量提升": {"AG03"},
        "承担动物防疫检疫与生猪屠宰的行业管理": {"AG05", "AG05.1"},
        "指导农村集体产权制度改革，培育家庭农场": {"AG12.2", "AG12.1"},
        "负责农产品质量安全监管和农药经营许可": {"AG07", "AG08"},
    },
    "云岭市生态环境局青溪分局": {
        "审批环境影响评价文件，核发排污许可证": {"EE08", "EE08.1"},
        "监督危险废物转移和辐射安全": {"EE05", "EE07"},
        "调查处理突发环境事件，受理环境信访": {"EE12", "EE11.1"},
        "监督管理饮用水水源地保护": {"EE03.1"},
    },
    "青溪县应急管理局": {
        "组织编制总体应急预案，开展预案演练": {"EM01.1"},
        "组织较大以下生产安全事故调查处理": {"EM05"},
        "管理、分配救灾款物，指导灾情核查": {"EM10"},
        "监督危险化学品和烟花爆竹经营": {"EM03", "EM03.1"},
    },
    "青溪县市场监督管理局": {
        "负责市场主体登记注册和企业信用监管": {"MS01", "MS02"},
        "组织食品安全抽检，监管药品经营和医疗器械": {"MS08.2", "MS09", "MS09.1"},
        "查处传销和虚假广告，处理消费者投诉": {"MS03.4", "MS04", "MS05"},
        "监督电梯等特种设备，管理计量器具": {"MS07", "MS10"},
    },
    "青溪县文化广电旅游体育局": {
        "指导公共图书馆和文化馆建设": {"CT02.1", "CT02.2"},
        "保护不可移动文物，传承非物质文化遗产": {"CT04", "CT05"},
        "推广旅游形象，监管旅行社": {"CT07.1", "CT08.1"},
        "推行全民健身，发展竞技体育": {"CT12.1", "CT12.2"},
    },
    "青溪县城市管理局": {
        "推进生活垃圾分类和公厕改造": {"UM03.1", "UM03.3"},
        "整治占道经营，审批户外广告设置": {"UM02.2", "UM02.1"},
        "拆除违法建设，监管渣土运输": {"UM05", "UM04"},
        "养护市政道路和城市绿地": {"UM07", "UM09"},
    },
}


@pytest.mark.parametrize(
    ("department", "duty", "functions"),
    [(department, duty, functions) for department, duties in DUTIES.items() for duty, functions in duties.items()],
)
def test_the_duties_of_a_department_name_functions_of_its_own_scheme(department, duty, functions):
    schemes = SCHEME.of_department(department)
    assert {match.notation for match in SCHEME.find(duty, schemes) if not match.hidden} == functions


@pytest.mark.parametrize(
    ("department", "schemes"),
    [
        ("云岭市畜牧水产事务中心", {"AG"}),
        ("青溪县农业农村和水务局", {"AG", "WA"}),
        ("青溪县环境保护局", {"EE"}),
        ("青溪县安全生产监督管理局", {"EM"}),
        ("云岭市食品药品监督管理局", {"MS"}),
        ("青溪县工商行政管理局", {"MS"}),
        ("青溪县文物局", {"CT"}),
        ("青溪县新闻出版广电局", {"CT"}),
        ("青溪县城市管理综合执法局", {"UM"}),
    ],
)
def test_old_and_new_names_of_a_department_tell_its_field(department, schemes):
    assert SCHEME.of_department(department) == schemes
