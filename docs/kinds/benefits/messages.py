"""They do nothing where the buyer is not known.

What a message may consist of depends on the channel:

| channel | text and image | besides |
|---|---|---|
| `SMS`, `SOCIAL` | text | |
| `EMAIL` | text, or text and image | a subject, always; a short text |
| `PUSH` | text, image, or both | a subject, a short text, an address to open |
| `VIBER` | text, image, text and button, or text, image and button | the address of the button |
| `CHATBOT` | text, or text and image | a subject |
"""

from __future__ import annotations

from kinds.benefits.giving import sell
from loyalty_engine import MessageChannel, PercentOff, SendMessage, TriggeredMailing


def send_message() -> None:
    sms = SendMessage(MessageChannel.SMS, "You saved {offer.discount}.")
    sell(PercentOff(10), sms).intents
    SendMessage(MessageChannel.SMS, "Hello", image="https://shop.example/tea.png")


def triggered_mailing() -> None:
    welcome = TriggeredMailing("welcome")
    sell(welcome).intents
