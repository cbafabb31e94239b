"""They do nothing where the buyer is not known."""

from __future__ import annotations

from kinds.benefits.giving import sell
from loyalty_engine import CalculateStatus, ChangeSlots, SetAttribute, SetStatus, SlotChange


def set_attribute() -> None:
    vip = SetAttribute("vip", True)
    sell(vip).intents
    sell(vip, member=None).intents


def set_status() -> None:
    gold = SetStatus("club", "gold")
    sell(gold).intents


def calculate_status() -> None:
    anew = CalculateStatus("club")
    sell(anew).intents


def change_slots() -> None:
    one_more = ChangeSlots("breakfast", SlotChange.MORE, 1)
    sell(one_more).intents
    emptied = ChangeSlots("breakfast", clear=True)
    emptied.describe()
    sell(emptied).intents
