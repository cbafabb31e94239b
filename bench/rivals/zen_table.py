"""zen-engine: one decision table with a row for each promotion, over the receipt's categories and amount.

The facts are prepared beforehand; the engine says which promotions are met, and the discount is worked out
for it.
"""

from __future__ import annotations

import json

import zen
from ratio import Work

from loyalty_engine import Policies
from rivals.shop import Shop

POLICIES = Policies()


def build(shop: Shop) -> Work:
    """A graph of one table that collects the numbers of all rows that hold."""
    facts = {"categories": sorted({p.category for p in shop.positions}), "amount": shop.cents}
    rows = [
        {
            "_id": str(n),
            "category": f'contains(categories, "{promotion.category}")',
            "amount": f">= {promotion.least}",
            "number": str(n),
        }
        for n, promotion in enumerate(shop.promotions)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [
            {"id": "category", "name": "category"},
            {"id": "amount", "name": "amount", "field": "amount"},
        ],
        "outputs": [{"id": "number", "name": "number", "field": "number"}],
        "rules": rows,
    }
    nodes = [
        _node("begin", "inputNode"),
        _node("table", "decisionTableNode", content=table),
        _node("end", "outputNode"),
    ]
    edges = [_edge("begin", "table"), _edge("table", "end")]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def purchase() -> int:
        fired = decision.evaluate(facts)["result"]
        return shop.discount([row["number"] for row in fired], POLICIES)

    return purchase


def _node(id: str, kind: str, **more: object) -> dict[str, object]:
    return {"id": id, "name": id, "type": kind, "position": {"x": 0, "y": 0}, **more}


def _edge(begin: str, end: str) -> dict[str, str]:
    return {"id": f"{begin}-{end}", "sourceId": begin, "targetId": end, "type": "edge"}
