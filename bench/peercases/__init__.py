"""Cases from the tests of other engines, replayed with ours: see ``bench/peer_cases.py``."""
