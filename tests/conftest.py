"""How hard the property tests look: choose with ``--hypothesis-profile``.

``everyday`` is the default, ``quick`` serves runs that are slow for other reasons (coverage,
mutation), ``thorough`` hunts for an hour by hand.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

# No deadline and no complaint about slow data: times vary with the machine, and no test is about time.
UNHURRIED = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile(
    "everyday",
    UNHURRIED,
    max_examples=100,
    # On a build server the draws are fixed, so that a change is judged by what it changed.
    derandomize="CI" in os.environ,
)
settings.register_profile(
    "quick",
    UNHURRIED,
    max_examples=20,
    derandomize=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # nobody waits to see a failure shrunk
    # mutmut collects the tests anew for every run, in one process.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.register_profile("thorough", UNHURRIED, max_examples=5_000)
settings.load_profile("everyday")
