"""What the contract of stores keeps of events: a reaction as it was carried out."""

from __future__ import annotations

import datetime as dt
from typing import Final

from loyalty_engine.engine.react import react
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.event import Event
from loyalty_engine.model.lifetime import Delay, Lifetime
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.program.purchases import LotPart
from loyalty_engine.program.reactions import KeptReaction
from loyalty_engine.rules.benefits.effects import IssueCoupon
from loyalty_engine.rules.benefits.messages import SendMessage
from loyalty_engine.rules.benefits.points import AdditionalPoints
from loyalty_engine.rules.conditions.receipt import ReceiptAmount
from loyalty_engine.rules.offer import Offer

_AT: Final = dt.datetime(2026, 9, 15, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))
_FRIEND: Final = Trigger.REFERRAL_PURCHASE
_BENEFITS: Final = (
    AdditionalPoints(50, lifetime=Lifetime(expires_after=Delay(months=3))),
    IssueCoupon("spring"),
    SendMessage(MessageChannel.SMS, "Your friend has bought something."),
)
_OFFERS: Final = (
    Offer.of("thanks", [ReceiptAmount(at_least=Money.of("20", "EUR"))], _BENEFITS, trigger=_FRIEND),
    Offer.of("more", [ReceiptAmount(at_least=Money.of("90", "EUR"))], _BENEFITS, trigger=_FRIEND),
)
_EVENT: Final = Event(
    id="R",
    trigger=_FRIEND,
    at=_AT,
    place="shop",
    amount=Money.of("40", "EUR"),
    parameters={"friend": "boris", "first": True},
    statuses={"levels": "gold"},
)

REACTED: Final = KeptReaction(
    reaction=react(_EVENT, Member("anna"), _OFFERS),
    owner="home",
    book="autumn",
    carried_out_at=_AT + dt.timedelta(minutes=1),
    draws=(("lucky", 0),),
    withdrawn=((2, (LotPart("chips", "L-2", 3),)),),
    issued=("a1" * 32,),
)
"""What a step that took an event in answers."""
