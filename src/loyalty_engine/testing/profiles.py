"""How hard to look: profiles for Hypothesis, for this library's tests and for those of hosts."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

#: The number of examples of the profile ``deep``.
DEEP_EXAMPLES = 2_000


def register_profiles() -> None:
    """Register the profile ``deep``: many examples, no deadline, for a search by hand or by night.

    Choose it with ``--hypothesis-profile=deep``. The default profile stays as it is.
    """
    settings.register_profile(
        "deep",
        max_examples=DEEP_EXAMPLES,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
