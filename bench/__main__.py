"""`make bench`: starts a deployment on the demo company and prints the figures as one JSON object.

Answer time is what a customer waits over HTTP: from posting a message to reading the answer by long poll.
The load is open-loop (messages come at fixed moments whatever the service does), so waiting is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
import psutil
from demo_devices import DEVICES
from deployment import PROCESSES, Customer, Deployment, words

from bench import widget
from bot.settings import SHANGHAI

QUESTIONS = ["你好", "空调保修几年", "你们能帮我做什么", "{serial} 还在保吗", "屏幕摔了保修吗", "谢谢"]


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile in milliseconds, with the number of measurements."""
    ordered = sorted(seconds)
    at = lambda share: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)  # noqa: E731
    return {"n": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99)}


BOOKINGS = {
    "all at once": ["我叫陈安，{phone}，空调不制冷，约师傅上门，{place}科技园路5号3栋1201，{day}日15点到18点", "确认"],
    "nothing said": ["我要报修", "空调", "不制冷", "{place}", "第一个", "科技园路5号3栋1201", "陈安 {phone}", "确认"],
}
PLACES = ["深圳市南山区", "北京市朝阳区", "上海市浦东新区", "成都市武侯区", "西安市雁塔区", "合肥市蜀山区"]


def bookings(running: Deployment, rounds: int) -> dict[str, Any]:
    """Whole bookings: the customer's turns until there is a number, and the time of each answer."""
    figures: dict[str, Any] = {}
    taken: list[float] = []
    for number in range(rounds):
        for kind, script in BOOKINGS.items():
            day = (datetime.now(SHANGHAI) + timedelta(days=3 + number % 10)).strftime("%-m月%-d")
            facts = {"phone": f"139{number:04d}{len(kind):04d}", "place": PLACES[number % len(PLACES)], "day": day}
            turns, booked = _book(running.customer(), [text.format(**facts) for text in script], taken)
            figures.setdefault(kind, {"booked": 0, "turns": []})
            figures[kind]["booked"] += booked
            figures[kind]["turns"].append(turns)
    for figure in figures.values():
        figure["turns"] = {"median": median(figure["turns"]), "most": max(figure["turns"])}
    return {**figures, "answer": percentiles(taken)}


def _book(customer: Customer, script: list[str], taken: list[float]) -> tuple[int, bool]:
    """Say the script, choosing a window where one is asked for; the turns it took, and whether there is a number."""
    turns, waiting = 0, list(script)
    while waiting and turns < 12:  # far above what a booking takes
        text = waiting.pop(0)
        started = time.perf_counter()
        answer = words(customer.answer(customer.send(text)))
        taken.append(time.perf_counter() - started)
        turns += 1
        if re.search(r"GD\d{12}", answer):
            return turns, True
        if waiting == ["确认"] and "确认" not in answer:
            waiting.insert(0, "第一个")
        time.sleep(0.9)  # a chat may send 12 messages in 10 seconds
    return turns, False


def alone(running: Deployment, rounds: int) -> dict[str, float]:
    """One customer, one message after the other."""
    taken = []
    for number in range(rounds):
        customer = running.customer()
        for question in QUESTIONS:
            text = question.format(serial=DEVICES[number % len(DEVICES)].serial)
            started = time.perf_counter()
            customer.answer(customer.send(text))
            taken.append(time.perf_counter() - started)
    return percentiles(taken)


async def together(running: Deployment, rate: float, chats: int, seconds: float) -> dict[str, Any]:
    """`rate` messages a second spread over `chats` open chats for `seconds`."""
    customers = [Customer(running.base) for _ in range(chats)]
    answered: list[float] = []
    acknowledged: list[float] = []
    errors = 0

    async def ask(client: httpx.AsyncClient, customer: Customer, text: str) -> None:
        nonlocal errors
        headers = {"Authorization": f"Bearer {customer.token}"}
        started = time.perf_counter()
        try:
            accepted = await client.post(customer.path, headers=headers, json={"client_id": str(uuid4()), "text": text})
            acknowledged.append(time.perf_counter() - started)
            seq = accepted.json()["seq"]
            while True:
                view = await client.get(customer.path, headers=headers, params={"after": seq, "wait": 10})
                if any(message["in_reply_to"] == seq for message in view.json()["messages"]):
                    break
            answered.append(time.perf_counter() - started)
        except (httpx.HTTPError, KeyError):
            errors += 1

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=running.base, timeout=30, limits=limits, trust_env=False) as client:
        tasks = []
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            text = QUESTIONS[number % len(QUESTIONS)].format(serial=DEVICES[number % len(DEVICES)].serial)
            tasks.append(asyncio.create_task(ask(client, customers[number % chats], text)))
        await asyncio.gather(*tasks)
    return {"answer": percentiles(answered), "acknowledgement": percentiles(acknowledged), "errors": errors}


def memory(running: Deployment) -> dict[str, float]:
    """Resident megabytes of each process."""
    return {name: round(psutil.Process(running.pid(name)).memory_info().rss / 1e6, 1) for name in PROCESSES}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--rate", type=float, default=20)
    options.add_argument("--chats", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pages", type=int, default=5, help="how often the widget is loaded anew")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from databases import seed_to

        data_dir = Path(folder)
        seed_to(f"sqlite:///{data_dir / 'xiaoxiu.db'}", data_dir, now=None)
        started = time.perf_counter()
        running = Deployment(
            data_dir,
            {"XIAOXIU_LIMIT_ADDRESS_MESSAGES_PER_MINUTE": "100000", "XIAOXIU_LIMIT_ADDRESS_CHATS_PER_MINUTE": "1000"},
        ).start()
        figures: dict[str, Any] = {"start_seconds": round(time.perf_counter() - started, 1)}
        try:
            alone(running, 3)  # warm
            figures["alone"] = alone(running, given.rounds)
            figures["bookings"] = bookings(running, given.rounds // 2)
            figures["load"] = asyncio.run(together(running, given.rate, given.chats, given.seconds))
            figures["memory_mb"] = memory(running)
            figures["widget"] = {**widget.sizes(), **widget.first_message(running.base, given.pages)}
        finally:
            running.stop()
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
