"""Contacts: phone numbers, names and addresses as customers type, say and correct them."""

from __future__ import annotations

import pytest

from bot.service.contacts import (
    amend_address,
    is_complete,
    masked,
    masked_name,
    read_address,
    read_name,
    read_phone,
)

ALL_AT_ONCE = "深圳南山科技园路5号3栋201，我叫张伟，电话13800138001"
HOME = "科技园路5号3栋201"


@pytest.mark.parametrize(
    "text",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "138.0013.8000", "1 3 8 0 0 1 3 8 0 0 0", "+86 13800138000", "86-138-0013-8000", "(+86)13800138000",
        "１３８００１３８０００", "一三八零零一三八零零零", "幺三八 零零幺三 八零零零", "幺三八，零零一三，八〇〇〇", "1380013800o", "我的电话是13800138000谢谢", "打我手机 138 0013 8000 吧",
        "张伟13800138000", "不是13900139000，是13800138000", "13900139000错了，是13800138000", "13900139000停机了，打13800138000", "139 0013 9000 打错了，138 0013 8000",
    ],
)  # fmt: skip
def test_phone_number_is_read_however_it_is_written(text: str) -> None:
    found = read_phone(text)

    assert (found.number, found.fault) == ("13800138000", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1380013800", "too_short"),
        ("我电话138001380", "too_short"),
        ("123", "too_short"),
        ("138001380001", "too_long"),
        ("1380013800012", "too_long"),
        ("12345678901", "not_mobile"),
        ("11200138000", "not_mobile"),
        ("0755-26001234", "not_mobile"),
        ("010 55500002", "not_mobile"),
        ("座机075526001234", "not_mobile"),
        ("26001234", "not_mobile"),
        ("400-555-0001", "not_mobile"),
    ],
)
def test_wrong_number_says_what_is_wrong(text: str, fault: str) -> None:
    found = read_phone(text)

    assert (found.number, found.fault) == (None, fault)


@pytest.mark.parametrize(
    "text", ["", "没有电话", "2", HOME, "后面四位是8000", "用了3年", "我的订单20261101000012到了没", "换屏幕要1200元"]
)
def test_other_numbers_are_no_phone(text: str) -> None:
    found = read_phone(text)

    assert (found.number, found.fault) == (None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫张伟", "张伟"),
        ("我是张伟", "张伟"),
        ("我是王先生", "王先生"),
        ("我姓王", "王"),
        ("免贵姓李", "李"),
        ("叫我王姐就行", "王姐"),
        ("联系人张伟电话13800138000", "张伟"),
        ("姓名：张伟，电话：13800138000", "张伟"),
        ("张伟 13800138000", "张伟"),
        ("13800138000 张伟", "张伟"),
        ("张伟13800138000", "张伟"),
        ("张先生 138 0013 8000", "张先生"),
        ("找我老公，他叫刘强", "刘强"),
        ("联系我老婆 李芳 13900139000", "李芳"),
        ("不叫张伟，叫张玮", "张玮"),
        ("名字改成李娜", "李娜"),
        (ALL_AT_ONCE, "张伟"),
        ("南山区科技园路5号3栋二单元1202室张伟13800138001", "张伟"),
        ("科技园路5号 3栋201 张伟 138 0013 8001", "张伟"),
        ("张三 13800138000", "张三"),
        ("我妈叫王秀英", "王秀英"),
        ("联系人：我爸张建国", "张建国"),
        ("我叫李修缘", "李修缘"),
        ("我叫张伟，弓长张", "张伟"),
    ],
)
def test_name_is_read_where_it_is_called_one(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张伟", "张伟"),
        ("王师傅", "王师傅"),
        ("李女士", "李女士"),
        ("王小明先生", "王小明先生"),
        ("小王", "小王"),
        ("老李", "老李"),
        ("张", "张"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("就写张伟吧", "张伟"),
        ("嗯 写李娜就行", "李娜"),
        ("马云", "马云"),
        ("钱多多", "钱多多"),
        ("张 伟", "张伟"),
        ("张伟（先生）", "张伟"),
        ("不是张伟是张玮", "张玮"),
        ("我老公王强", "王强"),
        ("可以，张伟", "张伟"),
        ("谢先生", "谢先生"),
        ("Tom", "Tom"),
        ("Mr. Lee", "Mr. Lee"),
    ],
)
def test_name_asked_for_may_stand_alone(text: str, name: str) -> None:
    assert read_name(text, asked=True) == name


@pytest.mark.parametrize(
    "text",
    [
        "", "随便", "你看着办", "为什么要名字", "不想说", "好的", "可以", "周三", "明天", "马上", "方便", "安装", "高兴", "确认", "第二个", "本人", "用登记的",
        "时间还没定", "科技园路5号", "空调", "什么叫保修", "师傅叫什么名字", "我是深圳的", "我是江苏人", "我是昨天买的", "转人工", "ok", "13800138000", "平时", "成", "换成海尔的", "叫师傅快点来", "叫人来修",
        "找人修一下", "谢谢", "谢了", "没门牌", "爸爸",
    ],
)  # fmt: skip
def test_what_is_no_name_gives_none(text: str) -> None:
    assert read_name(text, asked=True) is None


@pytest.mark.parametrize("text", ["张伟", "小王", "白天", "安装空调", "马上来", "Tom"])
def test_word_alone_is_no_name_unless_asked_for(text: str) -> None:
    assert read_name(text) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (ALL_AT_ONCE, HOME),
        ("张伟，13800138000，深圳市南山区科技园路5号3栋201", HOME),
        ("科技园路5号，3栋，201", HOME),
        ("地址是科技园路 5号 3栋 201", HOME),
        ("广东省深圳市南山区科技园路5号3栋201室", "科技园路5号3栋201室"),
        ("上海浦东新区张江路100弄5号602", "张江路100弄5号602"),
        ("我家在东莞虎门镇连升路8号", "连升路8号"),
        ("阳光花园3号楼2单元501", "阳光花园3号楼2单元501"),
        ("和平里西街5号院2号楼", "和平里西街5号院2号楼"),
        ("朝阳路五号", "朝阳路五号"),
        ("李家村三组", "李家村三组"),
        ("南山区科技园路5号3栋二单元1202室张伟13800138001", "科技园路5号3栋二单元1202室"),
        ("收货地址：广东省 深圳市 南山区 粤海街道 科技园路5号 3栋201 张伟 138 0013 8001", "粤海街道科技园路5号3栋201"),
        ("我姓王，王家村12号", "王家村12号"),
        ("阳光100国际新城A座2单元1803", "阳光100国际新城A座2单元1803"),
        ("科技园路五号三栋二零一", "科技园路五号三栋二零一"),
        ("我家空调坏了，地址科技园路5号，明天下午来", "科技园路5号"),
        ("帮我改成阳光花园5栋", "阳光花园5栋"),
        ("送到我公司，南山区深南大道10000号腾讯大厦", "深南大道10000号腾讯大厦"),
    ],
)
def test_address_is_read_out_of_a_sentence(text: str, address: str) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("我住在阳光花园", "阳光花园"),
        ("碧桂园凤凰城", "碧桂园凤凰城"),
        ("金地名津3-2-1201", "金地名津3-2-1201"),
        ("3栋201", "3栋201"),
        ("201", "201"),
        ("就5号楼吧", "5号楼"),
        ("五号楼三单元四零二", "五号楼三单元四零二"),
        ("望京soho T3 1201", "望京soho T3 1201"),
        ("我们小区叫阳光花园", "阳光花园"),
    ],
)
def test_address_asked_for_may_be_less(text: str, address: str) -> None:
    assert read_address(text, asked=True) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "好的", "对", "不用", "13800138000", "138 0013 8000", "明天下午", "周三上午9:00–12:00", "25号上午", "随便", "不知道", "到店吧", "我要到店维修", "深圳", "深圳南山区",
        "南山区", "为什么要地址", "你们的地址在哪", "师傅什么时候到科技园路", "就写公司地址吧", "空调坏了", "路由器坏了", "下周三下午来修客厅的空调", "张伟",
    ],
)  # fmt: skip
def test_what_is_no_address_gives_none(text: str) -> None:
    assert read_address(text, asked=True) is None


@pytest.mark.parametrize(
    ("address", "said", "right"),
    [
        (HOME, "不对，是5栋", "科技园路5号5栋201"),
        (HOME, "5栋不是3栋", "科技园路5号5栋201"),
        (HOME, "3栋改成5栋", "科技园路5号5栋201"),
        (HOME, "301", "科技园路5号3栋301"),
        (HOME, "不是201，是301", "科技园路5号3栋301"),
        (HOME, "房号是502室", "科技园路5号3栋502室"),
        (HOME, "门牌是8号", "科技园路8号3栋201"),
        (HOME, "科苑路", "科苑路5号3栋201"),
        (HOME, "科苑路8号", "科苑路8号"),
        (HOME, "是科技园路8号", "科技园路8号3栋201"),
        (HOME, "语音转错了，是三栋五零二", "科技园路5号三栋五零二"),
        (HOME, "纠正一下，是三楼不是二楼", "科技园路5号3栋三楼201"),
        (HOME, "门牌号错啦，1602", "科技园路5号3栋1602"),
        (HOME, "地址少写了单元，2单元", "科技园路5号3栋2单元201"),
        (HOME, "更正一下，楼栋是12栋", "科技园路5号12栋201"),
        (HOME, "楼栋是 12 号不是 21 号", "科技园路5号12号楼201"),
        (HOME, "是3栋", HOME),
        (HOME, "地址写错了，是建设路88号", "建设路88号"),
        (HOME, "家里的地址是南山区科技园南路18号", "科技园南路18号"),
        (HOME, "2单元", "科技园路5号3栋2单元201"),
        (HOME, "A座", "科技园路5号A座201"),
        ("阳光花园3号楼2单元501", "不对，是5号楼", "阳光花园5号楼2单元501"),
        ("阳光花园3号楼2单元501", "应该是3单元", "阳光花园3号楼3单元501"),
        ("阳光花园", "3栋201室", "阳光花园3栋201室"),
        ("科技园路", "5号", "科技园路5号"),
        ("金地名津3-2-1201", "1301", "金地名津3-2-1301"),
        ("金地名津3-2-1201", "5栋", "金地名津5-2-1201"),
        ("和平里西街5号院2号楼", "3号楼", "和平里西街5号院3号楼"),
    ],
)
def test_correction_changes_only_the_piece_it_names(address: str, said: str, right: str) -> None:
    assert amend_address(address, said) == right


@pytest.mark.parametrize(
    "said",
    [
        "",
        "好的",
        "电话错了",
        "不对",
        "改一下地址",
        "名字是张伟",
        "电话错了，是139 1234 5678",
        "改到12月3号下午三点",
        "上个月15号",
        "有没有大一号的",
        "一号电池",
        "尾号6677",
        "花了1899",
        "插座短路",
        "订单尾号说错，是0321",
        "住在东莞厚街",
        "退款原路返回",
    ],
)
def test_correction_without_a_piece_gives_none(said: str) -> None:
    assert amend_address(HOME, said) is None


@pytest.mark.parametrize(
    ("address", "complete"),
    [
        ("科技园路5号", True),
        ("阳光花园3栋", True),
        ("阳光花园201", True),
        ("金地名津3-2-1201", True),
        ("李家村三组", True),
        ("朝阳路五号", True),
        ("阳光花园", False),
        ("张江路", False),
        ("碧桂园凤凰城", False),
    ],
)
def test_complete_address_leads_to_a_door(address: str, complete: bool) -> None:
    assert is_complete(address) is complete


@pytest.mark.parametrize(
    ("address", "shown"), [(HOME, "科技园路****"), ("阳光花园3-2-1201", "阳光花园****"), ("阳光花园", "阳光****")]
)
def test_masked_address_shows_no_number(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("张伟", "张*"), ("张小明", "张**"), ("欧阳娜娜", "欧**"), ("王先生", "王先生"), ("王", "王*")]
)
def test_masked_name_keeps_the_first_character(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_reading_shows_no_number_in_a_log() -> None:
    assert "13800138000" not in repr(read_phone("13800138000"))
