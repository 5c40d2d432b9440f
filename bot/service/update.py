"""Software updates of a model: what is offered, by which steps it is reached, what is known about it, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.store import releases
from bot.store.engine import Session
from bot.store.products import Product
from bot.store.releases import Release

Standing = Literal["unsaid", "already", "newer", "older", "withdrawn"]
Risk = Literal["data", "link", "fee", "warranty", "power", "refuse", "effect"]
Failure = Literal["download", "stuck", "boot", "after", "unsaid"]
Backup = Literal["rollback", "rescue", "lost", "restore", "backup"]

_NUMBER = re.compile(r"\d+")
_OURS = re.compile(r"[vV]?\s?\d+(?:\.\d+)+")
_LATE = re.compile(r"收不到|没收到|搜不到|什么时候|啥时候|何时|轮到|分批|批次|推送|最新版本可是|找不到")
_OTHER_SYSTEM = re.compile(r"(?:安卓|鸿蒙|android|ios|win(?:dows)?)\s?\d{1,2}(?![\d.])", re.I)
_AT_CENTRE = re.compile(
    r"(?:去|到|拿|带|送)[^，,。]{0,6}(?:店|网点|售后|服务中心)|(?:你们|帮我|工程师|师傅)[^，,。]{0,4}(?:升级|更新|升)"
)
_LIST = re.compile(r"哪些|哪几[款个台]|列[出一]|清单|列表|全部|所有|都有(?:什么|啥)|有几款|一览")
_HEAT = re.compile(r"发烫|发热|烫手|很烫|好烫|烫得|过热")
_BETA = re.compile(r"内测|公测|尝鲜|beta", re.I)
_RISKS: tuple[tuple[Risk, re.Pattern[str]], ...] = (
    ("link", re.compile(r"短信|链接|邮件里|网址|二维码|陌生")),
    ("warranty", re.compile(r"(?:影响|失去|丢|还有|没)[^，,。]{0,4}保修|保修[^，,。]{0,4}(?:影响|失效|作废)")),
    ("fee", re.compile(r"要钱|收费|免费|花钱|收钱|付费")),
    ("power", re.compile(r"断电|没电|关机|跳闸|停电|中断|充满|拔(?:电|线)|两格|打断")),
    ("data", re.compile(r"照片|相片|资料|数据|文件|通讯录|联系人|聊天|记录|丢|删|清空|清掉|没了|弄没")),
    ("refuse", re.compile(r"不(?:升级|更新|升|更|装)(?:会|行|可以|有|，|,|手机)|可以不|有必要|建不建议|该不该|要不要等")),
    ("effect", re.compile(r"变慢|变卡|更慢|更卡|又卡|费电|耗电|断网|掉线|能用|还能|打不开|墨盒|音质|广告|影响|稳定|稳不稳|bug|靠谱|翻车|敢不敢|毛病|变糊", re.I)),
)  # fmt: skip
_FAILURES: tuple[tuple[Failure, re.Pattern[str]], ...] = (
    ("boot", re.compile(r"变?砖|开不了机|开不开机|开唔到|打不开了|进不了?(?:系统|桌面|去)|(?:一直|反复|不停|无限)[^，,。]{0,6}(?:重启|开机|启动|回滚|转圈)|黑屏|蓝屏|红灯|感叹号|不亮|自动修复|停在(?:开机|标志|logo)", re.I)),
    ("stuck", re.compile(r"卡(?:住|死|在)|不动|停住|停在|一直(?:显示)?准备|机器人躺|转圈|没反应|关不了机", re.I)),
    ("download", re.compile(r"下载|校验|升级包|安装包|空间不足|报错|验证失败|装不上|检查更新|升级不了|更新不了|更新失败|升级失败|升不了|出错", re.I)),
)  # fmt: skip
_BACKUPS: tuple[tuple[Backup, re.Pattern[str]], ...] = (
    ("rollback", re.compile(r"退回|回退|降级|降回|降到|回滚|旧(?:版|系统)|老(?:版|系统)|上[个一]?(?:个)?版本|上一版|刷回|装回|回到(?:旧|老|升级之前|更新之前)")),
    ("rescue", re.compile(r"(?:开不了机|黑屏|碎|点不动|进水|不亮|坏了)[^。]{0,20}(?:导|备份|照片|数据|资料|救)")),
    ("lost", re.compile(r"误删|不小心删|删了|找回|找得回|格式化了|恢复出厂了|丢了[^，,。]{0,4}(?:找|恢复)|数据能?救|恢复数据|数据恢复|数据能恢复")),
    ("restore", re.compile(r"恢复|还原|搬|迁移|转到|同步|换手机|换新")),
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a model is offered: the newest current release, how the named version stands to it, and the way there.

    `path` holds the releases to install one after the other, the offered one last; empty when nothing is to be done.
    `said` is the release of the version that was named, None where the record has no such.
    """

    newest: Release | None
    standing: Standing
    path: tuple[Release, ...]
    said: Release | None


def offer(session: Session, model: str, version: str | None = None) -> Offer:
    """Judge `version` (as customers write it) of a model by its releases; a withdrawn release is never in the path."""
    known = releases.for_model(session, model)
    newest = next((release for release in known if release.status == "current"), None)
    said = next((release for release in known if version and _key(release.version) == _key(version)), None)
    if newest is None:
        return Offer(None, "unsaid", (), said)
    if version is None:
        return Offer(newest, "unsaid", (newest,), None)
    if said is not None and said.status == "withdrawn":
        return Offer(newest, "withdrawn", _path(known, newest, version), said)
    if _key(version) >= _key(newest.version):
        return Offer(newest, "already" if said else "newer", (), said)
    return Offer(newest, "older", _path(known, newest, version), said)


def own_version(said: Sequence[str]) -> str | None:
    """The first of the versions named that has the form of ours (2.0.5); a bare 16 or 11 is another system's."""
    return next((_plain(text) for text in said if _OURS.fullmatch(text.strip())), None)


def other_version(said: Sequence[str], text: str = "") -> str | None:
    """The first version named that is none of ours: 安卓 16, Windows 11."""
    if match := _OTHER_SYSTEM.search(text):
        return match.group()
    return next((text for text in said if not _OURS.fullmatch(text.strip())), None)


def withdrawn(session: Session, model: str) -> list[Release]:
    """The releases of a model that were taken back, the newest first."""
    return [release for release in releases.for_model(session, model) if release.status == "withdrawn"]


def why_withdrawn(release: Release) -> str:
    """What was wrong with a release, without the words that it was stopped; its notes where nothing is on record."""
    return (release.known_issues or release.notes).split("，已停止")[0].rstrip("。")


def earlier(session: Session, model: str) -> list[Release]:
    """The old releases of a model, which are not offered any more, the newest first."""
    return [release for release in releases.for_model(session, model) if release.status == "old"]


def updatable(session: Session, found: Sequence[Product]) -> list[tuple[Product, Release]]:
    """Those of the products that have a current release, with it."""
    pairs = [(product, releases.current(session, product.model)) for product in found]
    return [(product, release) for product, release in pairs if release is not None]


def asks_when(text: str) -> bool:
    """Whether the customer wonders why or when an update reaches him."""
    return bool(_LATE.search(text))


def asks_for_beta(text: str) -> bool:
    """Whether a test programme is asked about."""
    return bool(_BETA.search(text))


def asks_for_list(text: str) -> bool:
    """Whether every model with an update is asked about, not one's own."""
    return bool(_LIST.search(text))


def asks_for_centre(text: str) -> bool:
    """Whether somebody of ours is to carry out the update."""
    return bool(_AT_CENTRE.search(text))


def tells_heat(text: str) -> bool:
    """Whether the device grows hot since the update."""
    return bool(_HEAT.search(text))


def risk_asked(text: str) -> Risk:
    """Which risk of an update is asked about; the loss of data where no other is named."""
    return next((risk for risk, pattern in _RISKS if pattern.search(text)), "data")


def failure_told(text: str) -> Failure:
    """At which stage an update failed; `after` when it is installed and something does not work since."""
    if len(text) < 2 or text.startswith("/"):  # a button
        return "unsaid"
    return next((failure for failure, pattern in _FAILURES if pattern.search(text)), "after")


def backup_asked(text: str) -> Backup:
    """What is wanted: an old version, data out of a broken device, lost data, a restore, or a backup."""
    return next((kind for kind, pattern in _BACKUPS if pattern.search(text)), "backup")


def _path(known: Sequence[Release], newest: Release, version: str) -> tuple[Release, ...]:
    """From `version` to the newest release, each time as far as a release allows; empty where no way is on record."""
    steps: list[Release] = []
    here = _key(version)
    usable = {_key(release.version): release for release in known if release.status != "withdrawn"}
    while here < _key(newest.version):
        reachable = [key for key, release in usable.items() if here < key and _starts_at(release, here)]
        if not reachable:
            return ()
        here = min(max(reachable), _key(newest.version))
        steps.append(usable[here])
    return tuple(steps)


def _starts_at(release: Release, here: tuple[int, ...]) -> bool:
    return release.from_version is None or _key(release.from_version) <= here


def _key(version: str) -> tuple[int, ...]:
    """A version in the order of its numbers: 1.9 comes before 1.10."""
    return tuple(int(number) for number in _NUMBER.findall(version))


def _plain(text: str) -> str:
    return text.strip().lstrip("vV").strip()
