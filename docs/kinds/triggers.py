"""An offer answers one trigger: a purchase, or another event of a member's life.

[Answer events](../how-to/answer-events.md) shows how a host tells of an event, and what comes back. An event
at a till can show a text there; one with an amount has it as a receipt has its own, for conditions and
counters. The field's events are the names that other systems use: `Trigger.of_api("OnBirthday")` finds the
trigger. Triggers that are parts of a purchase are answered by no offer.
"""
