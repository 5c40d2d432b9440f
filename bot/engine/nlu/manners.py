"""What harmed the device and how it shall be served: damage_cause and service_mode."""

from __future__ import annotations

import re

from bot.engine.nlu.spans import Span

_DAMAGE = {
    "drop": r"摔(?!跤)|跌落|跌了|跌坏|掉(?:到|在|了)?(?:地上|地下|地板|楼下|楼梯)|掉地|磕(?:了|到|碰|坏|破|裂|着)|磕碰|碰(?:坏|裂|碎|到地)|砸(?:坏|了|到|裂|碎|在)|从[^，。]{1,6}(?:掉|滑)下来|滑落",
    "liquid": r"进了?(?:点|些|不少|一点)?(?:水|液|酒|饮料|咖啡|汤)|进过水|入水|浸水|浸液|泡了?水|泡过水|被水泡|水泡了|泡坏|(?:泼|洒|撒|倒|溅)(?:了|上|到|进|翻)?(?:去|了)?(?:点|些|一杯|一身|一碗)?(?:水|咖啡|饮料|奶茶|牛奶|可乐|茶|汤|酒|油)|(?:水|咖啡|饮料|奶茶|牛奶|可乐|茶|汤|酒)(?:洒|泼|打翻|(?:倒|溅|弄|流|渗|漏)(?:了|到|在|进|上)+)|掉(?:到|进|在)?(?:了)?[^，。]{0,4}(?:水里|水中|水池|马桶|厕所|浴缸|河里|海里|泳池|盆里|坑里)|落水|淋(?:了)?雨|淋湿|被雨淋|泡(?:在)?水|受潮|游泳(?:时|的时候)?[^，。]{0,4}进",
    "self_opened": r"(?<![能以想要会么何])(?:自己|自行|私自|擅自|我|老公|爸爸?|儿子|朋友)(?:给|把[^，。]{1,5})?(?:动手)?(?:拆|撬|打开过后盖|打开了?后盖)(?!屏险|封|箱|快递|包装)|自拆|私拆|拆过(?!封)|拆开过|拆机(?!检)|自己修过|(?:外面|路边|小店|街边|别的店|第三方)[^，。]{0,6}(?:拆|修)过",
    "surge": r"雷击|雷劈|打雷|雷电|被雷|雷雨|电压(?:不稳|太高|过高|高了|波动|异常|突然|冲击|问题|不正常|烧|低)|(?:突然|忽然)?停电(?:又|再|后|来电)|来电(?:时|后|一下|瞬间)[^，。]{0,4}(?:坏|烧)|过压|浪涌|插错(?:了)?(?:电源|电压|插座)|跳电(?:烧|坏)|接错(?:了)?电",
    "pest": r"老鼠|蟑螂|小强|蚂蚁|虫(?:子|咬|蛀|害|爬|鼠|蚁|进)|虫鼠|壁虎|(?:被)?鼠咬|白蚁|(?:猫|狗|宠物)(?:咬|啃)",
    "crush": r"压(?:坏|碎|裂|到|弯|扁|断|着|了一下|爆|变形)|坐(?:坏|碎|裂|弯|到|上去|扁|断)|挤(?:压|坏|碎|裂|弯|扁)|碾|踩(?:坏|碎|裂|到|了|一脚|断)|夹(?:坏|碎|裂|断)|被[^，。]{1,6}压(?!缩)|车(?:轧|压)",
}
_MODES = {
    "home": r"上门|来我?家|来家里|到家里?(?!了)|到府|(?:派|叫|让|安排|喊|约|找|请)(?:个|一个|一下|一位|位|个维修)?(?:维修)?(?:师傅|人|工程师|技师|师父)(?:过来|来|上|到|帮)|师傅(?:过来|来)(?:修|看|装|弄|检|一趟|家)",
    "store": r"到店|去店里?|店里(?:修|换|弄|检)|门店(?:修|维修|检|换)?|送修|送去(?:修|店|你)|快修|送(?:过去|过来|到)(?:修|检|店|门店|网点|你们?(?:店|那)|维修点)?|去(?:你们)?(?:的)?(?:网点|维修点|服务点|服务中心|服务站|售后点|专卖店|门店|线下)|到(?:你们)?(?:的)?(?:网点|维修点|服务点|服务中心|门店|专卖店)|拿(?:去|到|过去)(?:店|你们|网点|修|维修点)|自己(?:送|拿|带)(?:过去|去|到|过来)|带(?:去|到|过去)(?:店|网点|修|你们|维修点)|现场修",
    "mail_in": r"寄修|邮修|寄(?:过去|过来|回去?|给你们?|到你们?|去|来|厂|到厂|出|维修|售后|走|到(?:总部|售后|维修|工厂))|邮寄|(?:快递|顺丰|京东快递)(?:过去|寄|发|送|给你|修|上门取|来取|到)|返厂|上门取件|寄(?=[^，。]{0,4}(?:修|检|换))",
}
_DAMAGE_PATTERNS = {value: re.compile(pattern) for value, pattern in _DAMAGE.items()}
_MODE_PATTERNS = {value: re.compile(pattern) for value, pattern in _MODES.items()}
_PICKED_UP = re.compile(r"上门(?:来)?(?:取|收|拿|揽)")


def find_manners(text: str) -> list[Span]:
    """Causes of damage and modes of service that the text names, each value once."""
    return [*_first_of("damage_cause", _DAMAGE_PATTERNS, text), *_modes(text)]


def _modes(text: str) -> list[Span]:
    """A courier at the door is not a technician: 上门取件 is mail_in."""
    picked_up = _PICKED_UP.search(text)
    if picked_up:
        return [Span("service_mode", picked_up.start(), picked_up.end(), "mail_in")]
    return _first_of("service_mode", _MODE_PATTERNS, text)


def _first_of(kind: str, patterns: dict[str, re.Pattern[str]], text: str) -> list[Span]:
    return [
        Span(kind, match.start(), match.end(), value)
        for value, pattern in patterns.items()
        if (match := pattern.search(text))
    ]
