"""Names of persons in what customers write; a name is kept as it was said, and nothing is made up."""

from __future__ import annotations

import re
import unicodedata

from bot.service.phones import phone_spans
from bot.store import regions

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆"
    "农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘"
    "池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉仝伊海阳黑楚"
)
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余杜叶程魏苏吕丁"
)  # enough alone
_DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "轩辕", "百里", "呼延", "南宫", "独孤", "申屠", "长孙", "宇文")  # fmt: skip
_TITLE = r"(?:先生|女士|小姐姐|小姐|太太|夫人|老师|师傅|大哥|大姐|大叔|大爷|大妈|阿姨|奶奶|爷爷|哥|姐|叔|婶|总|工|经理|老板|同学|医生|主任)"
_STOP = r"(?=$|[^\u4e00-\u9fff·]|的?电话|的?手机|的?号码|联系|住|地址|家在|家住|就行|就好|就可以|吧|呢|啊|哦|哈|收$|先生|女士)"
_HAN = r"[\u4e00-\u9fff]"
_KIN = (
    r"我?(?:老公|老婆|爸爸?|妈妈?|儿子|女儿|爱人|哥哥?|姐姐?|弟弟?|妹妹?|室友|同事|父亲|母亲|媳妇|丈夫|妻子|对象|家人)"
)
_MARKED = re.compile(
    rf"(?P<not>不|没)?(?:我(?:的)?(?:名字|姓名)(?:是|叫)?|(?:姓名|名字|联系人|收件人|称呼)(?:就|改成|改为|换成|应该|写|填|是|叫|为|[:：\s])*|(?:我|本人|他|她|师傅)?(?:就|的)?叫(?:我|做)?|(?:(?<=^)|(?<=[,，。;；\s])|我|免贵)姓(?!名|氏)|(?:找|联系)(?=[\u4e00-\u9fff]{{1,3}}{_TITLE}))[\s:：]*(?:{_KIN})?"
    rf"(?P<name>{_HAN}{{1,6}}?(?:·{_HAN}{{1,8}}?)?{_TITLE}?){_STOP}"
)
_I_AM = re.compile(rf"(?:我是|本人是?|这里是)(?P<name>{_HAN}{{2,4}}?{_TITLE}?)(?=$|[^\u4e00-\u9fff·]|电话|手机|住)")
_LATIN = re.compile(
    r"(?:(?:my name is|name|i am|i'm|我叫|叫我|姓名[:：]?)\s*)?((?:m(?:r|rs|s)\.?\s)?[a-z]{2,15}(?: [a-z]{2,15})?)",
    re.I,
)
_LEAD = re.compile(
    rf"^(?:{_KIN}|嗯+|哦|额|那|就|先|那就|写|填|留|用|登记|是|叫|我是|我叫|我姓|姓名|名字|联系人|我的名字|改成|改为|换成|应该是|[\s,，:：。])+"
)
_TAIL = re.compile(r"(?:吧|啊|呢|哦|哈|呀|收|就行了?|就好了?|就可以了?|可以了?|谢谢|本人|[\s,，。.!！~～:：])+$")
_PHONE_WORDS = re.compile(r"(?:我?的?(?:联系)?(?:电话|手机)(?:号码?)?|号码|联系方式|tel)(?:是|为)?[:：\s]*", re.I)
_NEVER = re.compile(  # not even after a common family name
    r"[吗呢么?？\d了的]|为什么|为啥|干嘛|怎么|什么|哪|谁|不|随便|可以|谢谢|马上|周[一二三四五六日末]|何时|何必|黄色|许多|程序|余额|曾经|孙子|韩国|胡说|陈旧|人$|师傅$(?<!^.师傅)"
)
_NO_NAME = re.compile(
    rf"{_NEVER.pattern}|没|无所谓|都|你|您|他|她|它|这|那个|确认|好的|行|对的|是的|取消|算了|修|装|坏|机|电|空调|冰箱|屏|先不"
    r"|时间|方便|明[天早晚]|白天|上午|下午|全部|万一|于是|应该|任何|任意|平时|平板|毛病|解决|连接|关于|路由|单元|[路街栋幢号楼室区市县镇村省](?:$)|小区|公司|地址|人工|客服|投诉|麻烦|现在|家里|快点|尽快|安排|看着办|一样|本人|自己|老样子|登记|匿名|保密|高兴|成功|温度|常见|满意|商量|简单|原来|明白|清楚|和谁|查询|包修|保修|管用"
)
_FAMILIAR = re.compile(
    rf"(?:小|老|阿|大)(?P<surname>{_HAN})(?:{_TITLE})?|[\u4e00-\u9fff]{{2,6}}·[\u4e00-\u9fff]{{2,8}}"
)
_SPACED = re.compile(rf"(?<!{_HAN})([{''.join(sorted(_SURNAMES))}]) ({_HAN}{{1,2}})(?!{_HAN})")
_SPLIT = re.compile(r"[,，。;；、\s:：/()]+")
_INSTEAD = re.compile(r"不是[^,，是]{1,6}[,，]?(?:而)?是")
_DOOR_END = re.compile(r"(?:\d|[a-zA-Z]|[室号楼户栋房幢])$")
_BEFORE_PHONE = re.compile(rf"(?<=[室号楼户栋房幢\d])(?![室号楼户栋房幢])({_HAN}{{2,3}}|{_HAN}{{1,3}}{_TITLE})$")


def read_name(text: str, asked: bool = False) -> str | None:
    """The name of a person as he gives it: 张伟, 王师傅, 李女士, 欧阳娜娜, Tom; 我姓王 is 王 and no more.

    Without being `asked` for, a name is only what is called one, or what stands beside a phone number.
    """
    plain = _INSTEAD.sub("", unicodedata.normalize("NFKC", text).strip())
    if found := _marked(plain):
        return found
    bare = _without_phones(plain)
    beside_phone = bool(phone_spans(plain))
    if not asked and not beside_phone:
        return None
    parts = _SPLIT.split(_SPACED.sub(r"\1\2", bare) if asked else bare)
    for part in parts:
        word = _TAIL.sub("", _LEAD.sub("", part))
        if word and (_is_name(word) or (asked and word in _COMMON)):
            return word
    if beside_phone and (found := _before_phone(parts)):
        return found
    return _latin(bare) if asked else None


def name_after_door(text: str) -> str | None:
    """The name that stands by itself behind the number of a door: 3栋502 陈先生; behind anything else it may be no name."""
    *before, last = [part for part in _SPLIT.split(_without_phones(unicodedata.normalize("NFKC", text))) if part] or [
        ""
    ]
    word = _TAIL.sub("", _LEAD.sub("", last))
    return word if before and _DOOR_END.search(before[-1]) and word and _is_name(word) else None


def _before_phone(parts: list[str]) -> str | None:
    """The name that stands between a door and a phone number without a comma: …1202室张伟138…"""
    words = [match.group(1) for part in parts if (match := _BEFORE_PHONE.search(part))]
    return next((word for word in words if _is_name(word)), None)


def masked_name(name: str) -> str:
    """张伟 → 张*, 欧阳娜娜 → 欧**; a title stays: 王先生."""
    title = re.search(rf"{_TITLE}$", name)
    if title and title.start() == 1:
        return name
    return name[:1] + "*" * min(2, max(1, len(name) - 1))


def is_surname(text: str) -> bool:
    """Whether the text is a family name by itself."""
    return text in _SURNAMES or text in _DOUBLE_SURNAMES


def _marked(text: str) -> str | None:
    """The last name that is called one and not denied: 不叫张伟，叫张玮."""
    matches = [match for match in _MARKED.finditer(text) if not match.group("not")]
    names = [match.group("name") for match in matches if _may_be_called(match)]
    if names:
        return names[-1]
    match = _I_AM.search(text)
    name = match.group("name") if match else ""
    return name if name and _is_name(name) and name not in regions.by_name() else None


def _may_be_called(match: re.Match[str]) -> bool:
    name, mark = match.group("name"), match.group()[: -len(match.group("name"))].strip(" :")
    if _NEVER.search(name):
        return False
    if mark.endswith("姓"):
        return is_surname(name) or _is_name(name)
    if re.search(r"我叫|叫我|名|联系人", mark) and name[:1] in _SURNAMES and len(name) in (2, 3):
        return True
    called = re.search(r"我叫|名字(?:就|应该)?(?:是|叫)", mark)
    return _is_name(name) or bool(called and len(name) in (2, 3) and not _NO_NAME.search(name))


def _is_name(word: str) -> bool:
    """Whether a word by itself is a person's name: a family name and one or two characters, or a title."""
    if (_NEVER if word[:1] in _COMMON else _NO_NAME).search(word):
        return False
    if familiar := _FAMILIAR.fullmatch(word):
        return (familiar.group("surname") or "王") in _SURNAMES
    core = re.sub(rf"{_TITLE}$", "", word)
    titled = core != word
    if core.startswith(_DOUBLE_SURNAMES):
        return len(core) <= 4 and (len(core) > 2 or titled)
    return bool(re.fullmatch(rf"{_HAN}+", core)) and core[:1] in _SURNAMES and (1 if titled else 2) <= len(core) <= 3


def _latin(text: str) -> str | None:
    match = _LATIN.fullmatch(text.strip(" ,，。.!"))
    name = match.group(1) if match else ""
    return (
        name
        if name and name.lower() not in {"ok", "okay", "yes", "no", "hi", "hello", "thanks", "bye", "none"}
        else None
    )


def _without_phones(text: str) -> str:
    for start, end in reversed(phone_spans(text)):
        text = text[:start] + "，" + text[end:]
    return _PHONE_WORDS.sub("，", text)
