"""Small documents of every format, as a person would write them."""

from __future__ import annotations

OFFERS = """
{
  "format": "loyalty-engine/offers",
  "version": 1,
  "offers": [
    {
      "id": "tea-time",
      "name": "Tea time",
      "reach": {"kind": "audiences", "names": ["pensioners"]},
      "period": {"from": "2026-09-01", "through": "2026-09-15"},
      "schedule": {
        "days": [{"kind": "weekdays", "days": ["monday", "friday"]}],
        "windows": [{"from": "09:00", "until": "12:00"}]
      },
      "places": ["s-7", "s-8"],
      "priority": 5,
      "rules": [
        {
          "conditions": [
            {"kind": "products", "codes": ["tea", {"barcode": "4601"}]},
            {"kind": "receipt_amount", "at_least": {"amount": "1000.00", "currency": "RUB"}},
            {"kind": "not", "part": {"kind": "any_of", "parts": [{"kind": "paid_by", "methods": ["gift"]}]}},
            {"kind": "attribute", "of": "product", "name": "label", "values": ["bio", 5, {"double": "1.5"}]}
          ],
          "benefits": [
            {"kind": "percent_off", "percent": "12.5"},
            {"kind": "points_per_sum", "points": 3, "every": {"amount": "10.00", "currency": "RUB"}},
            {"kind": "receipt_message", "text": "You saved {offer.discount}"}
          ]
        }
      ]
    }
  ],
  "groups": [{"id": "school", "including": [{"categories": ["pens"]}], "excluding": [{"products": ["p-1"]}]}],
  "favorites": [
    {
      "id": "five",
      "source": {"kind": "predefined_list", "group": "school"},
      "selection": {"kind": "monthly", "day": 1}
    }
  ],
  "points": [{"id": "bonus", "exponent": 2, "worth": "0.5"}, {"id": "chips", "worth": 0}],
  "attributes": [{"name": "tier", "type": "radio_string", "allowed": ["gold", "silver"]}],
  "policies": {"discounts": "half_even", "level": "receipt"},
  "zone": "Europe/Moscow"
}
"""

CATALOG = """
{
  "format": "loyalty-engine/catalog",
  "version": 1,
  "categories": [{"code": "food"}, {"code": "tea", "parent": "food", "internal_id": "17"}],
  "products": [
    {
      "code": "4601",
      "name": "Assam",
      "category": "tea",
      "barcodes": ["460100000017"],
      "attributes": {"yellow": "79.90", "weight": {"double": "0.25"}}
    }
  ],
  "groups": [{"id": "hot", "including": [{"attributes": [{"attribute": "label", "values": ["bio"]}]}]}]
}
"""

MEMBER = """
{
  "format": "loyalty-engine/member",
  "version": 1,
  "id": "m-1",
  "attributes": {"birthday": {"date": "1950-02-28"}, "visits": 12, "vip": true},
  "audiences": ["pensioners"],
  "favorites": [
    {"rule": "five", "slots": [{"position": 1, "product": "tea", "changed_at": "2026-11-02T10:00:00+03:00"}]}
  ],
  "personal": {
    "FavoriteCategory": {
      "kind": "favorite_categories",
      "max_count": 1,
      "categories": [
        {
          "id": "101",
          "group": "dairy",
          "benefit": {"kind": "points", "amount": {"kind": "share", "percent": 5}},
          "accepted": true
        }
      ]
    },
    "Thresholds": {
      "kind": "receipt_thresholds",
      "tiers": [
        {
          "threshold": {"amount": "1800.00", "currency": "RUB"},
          "benefit": {"kind": "discount", "amount": {"kind": "fixed", "value": 50000}}
        }
      ]
    }
  },
  "zone": "Europe/Riga",
  "not_loaded": [{"kind": "attribute", "name": "tier"}],
  "counters": {
    "visits": {"value": 7, "changes": [{"at": "2026-11-02T10:00:00+03:00", "by": 1}]},
    "gifts": {}
  },
  "balances": {"bonus": {"active": 500}},
  "statuses": {"tiers": "gold"},
  "state": "registered",
  "contacts": ["phone"],
  "cards": [{"number": "k1", "type": "virtual"}],
  "referrer": "m-2",
  "purchases": [
    {
      "id": "r-0",
      "at": "2026-11-02T10:00:00+03:00",
      "place": "s-7",
      "lines": [
        {
          "product": "tea",
          "quantity": 2,
          "amount": {"amount": "399.90", "currency": "RUB"},
          "discount": {"amount": "39.90", "currency": "RUB"},
          "points": {"bonus": 36}
        }
      ]
    }
  ]
}
"""

RECEIPT = """
{
  "format": "loyalty-engine/receipt",
  "version": 1,
  "id": "r-1",
  "at": "2026-11-22T09:30:00+03:00",
  "place": {"id": "s-7", "brand": "corner"},
  "lines": [
    {"number": 1, "product": "tea", "quantity": 2, "amount": {"amount": "399.90", "currency": "RUB"}},
    {
      "number": 2,
      "product": {"barcode": "4601"},
      "quantity": "0.755",
      "amount": {"amount": "99.00", "currency": "RUB"},
      "name": "Cheese"
    }
  ],
  "payments": [{"method": "card", "amount": {"amount": "100.00", "currency": "RUB"}}],
  "coupons": [{"number": "A1B2", "issue": "spring"}],
  "points_asked": [{"currency": "stars", "amount": 150}, {}],
  "certificates": [
    {
      "number": "G1",
      "left": {"amount": "500.00", "currency": "RUB"},
      "issue": "xmas",
      "amount": {"amount": "50.00", "currency": "RUB"}
    }
  ],
  "parameters": {
    "till": 4,
    "weight": {"double": "1.5"},
    "day": {"date": "2026-01-01"},
    "raw": {"json": {"a": [1, 2.5, null]}}
  }
}
"""

MEMBERS = '{"format": "loyalty-engine/members", "version": 1, "members": [{"id": "m-1"}, {"id": "m-2"}]}'

RECEIPTS = """
{
  "format": "loyalty-engine/receipts",
  "version": 1,
  "receipts": [
    {
      "id": "r-1",
      "at": "2026-11-22T09:30:00Z",
      "place": "s-7",
      "lines": [{"number": 1, "product": "tea", "amount": {"amount": "3.50", "currency": "EUR"}}]
    }
  ]
}
"""

CALCULATION = """
{
  "format": "loyalty-engine/calculation",
  "version": 1,
  "receipt": {
    "id": "r-1",
    "at": "2026-11-22T09:30:00+03:00",
    "place": "s-7",
    "lines": [{"number": 1, "product": "tea", "amount": {"amount": "399.90", "currency": "RUB"}}],
    "points_asked": [{"amount": 100}],
    "certificates": [{"number": "G1", "left": {"amount": "50.00", "currency": "RUB"}}]
  },
  "lines": [
    {
      "number": 1,
      "currency": "RUB",
      "amount": 39990,
      "floor": 0,
      "discounts": [{"offer": "tea-time", "rule": 0, "amount": 3999}],
      "points": [{"offer": "tea-time", "rule": 0, "currency": "bonus", "amount": 17}],
      "payments": [{"offer": "half", "rule": 0, "currency": "bonus", "points": 100, "amount": 10000}],
      "certificates": [{"offer": "gifts", "rule": 0, "number": "G1", "amount": 5000}],
      "discount": {"amount": "39.99", "currency": "RUB"},
      "total": {"amount": "359.91", "currency": "RUB"}
    }
  ],
  "points": [{"currency": "bonus", "amount": 17}],
  "would_earn": [{"currency": "bonus", "amount": 17}],
  "intents": [{"kind": "points", "offer": "tea-time", "currency": "bonus", "amount": 17, "lines": [[1, 17]]}],
  "payable": [{"currency": "bonus", "points": 179, "amount": 17900}],
  "paid": [{"currency": "bonus", "points": 100, "amount": 10000}],
  "certificates": [{"number": "G1", "payable": 5000, "amount": 5000}],
  "messages": [{"offer": "tea-time", "channel": "receipt", "text": "You saved 39.99 RUB"}],
  "verdicts": [
    {
      "offer": "tea-time",
      "outcome": "granted",
      "stage": "discount",
      "rules": [0],
      "gave": {"discount": 3999, "points": [{"currency": "bonus", "amount": 17}]}
    },
    {
      "offer": "half",
      "outcome": "granted",
      "stage": "payment_limit",
      "rules": [0],
      "gave": {"payable": 17995}
    },
    {
      "offer": "gifts",
      "outcome": "granted",
      "stage": "payment",
      "rules": [0],
      "gave": {"certified": 25991}
    },
    {
      "offer": "big",
      "outcome": "not_met",
      "reasons": [
        {
          "rule": 0,
          "condition": "the receipt comes to at least 500.00 RUB",
          "seen": 39990,
          "needed": {"low": 50000},
          "unit": "money"
        }
      ]
    }
  ],
  "semantics": 1,
  "fingerprint": "0af3",
  "amount": {"amount": "399.90", "currency": "RUB"},
  "discount": {"amount": "39.99", "currency": "RUB"},
  "total": {"amount": "359.91", "currency": "RUB"},
  "to_pay": {"amount": "209.91", "currency": "RUB"}
}
"""

EVENT = """
{
  "format": "loyalty-engine/event",
  "version": 1,
  "id": "r-1",
  "trigger": "referral_purchase",
  "at": "2026-11-22T09:30:00+03:00",
  "zone": "Europe/Riga",
  "place": "s-7",
  "amount": {"amount": "399.90", "currency": "RUB"},
  "points": 5,
  "points_currency": "bonus",
  "identified_by": "phone",
  "card": "2200",
  "parameters": {"friend": "m-2"}
}
"""

REACTION = """
{
  "format": "loyalty-engine/reaction",
  "version": 1,
  "event": {"id": "b-1", "trigger": "birthday", "at": "2026-11-22T00:00:00+03:00"},
  "member": "m-1",
  "points": [{"currency": "bonus", "amount": 100}],
  "intents": [
    {
      "kind": "points",
      "offer": "birthday",
      "currency": "bonus",
      "amount": 100,
      "lines": [],
      "expires_at": "2026-12-22T21:00:00+00:00"
    },
    {"kind": "message", "offer": "birthday", "channel": "sms", "text": "Many happy returns"}
  ],
  "verdicts": [
    {
      "offer": "birthday",
      "outcome": "granted",
      "stage": "accrual",
      "rules": [0],
      "gave": {"points": [{"currency": "bonus", "amount": 100}], "effects": 1}
    }
  ],
  "semantics": 1,
  "fingerprint": "0af3"
}
"""
CONTEXT = """
{
  "format": "loyalty-engine/context",
  "version": 1,
  "draws": {"wheel": 99999, "tea": 0},
  "counters": {"uses:tea": {"value": 5}}
}
"""

OVERVIEW = """
{
  "format": "loyalty-engine/overview",
  "version": 1,
  "member": "anna",
  "at": "2026-09-15T12:00:00+02:00",
  "zone": "Europe/Berlin",
  "favorites": [
    {
      "rule": "breakfast",
      "name": "Your breakfast",
      "slots": [
        {
          "position": 1,
          "product": "honey",
          "name": "Honey 250 g",
          "kind": "normal",
          "chosen_by": "member",
          "changed_at": "2026-09-02T18:00:00+02:00",
          "locked": false,
          "may_change": false
        }
      ],
      "begins": "2026-08-31T22:00:00+00:00",
      "ends": "2026-09-30T22:00:00+00:00",
      "may_choose": false,
      "choose_until": null,
      "choices": ["honey", "milk", "oats"],
      "offers": ["fifteen"],
      "state": "active",
      "reason": "offer fifteen gives it"
    }
  ],
  "categories": [
    {
      "attribute": "mine",
      "max_count": 1,
      "may_choose": true,
      "categories": [
        {
          "id": "1",
          "name": "School",
          "group": "school",
          "benefit": {"kind": "discount", "amount": {"kind": "share", "percent": "10"}},
          "period": {},
          "state": "awaiting",
          "reason": "the member may choose it"
        }
      ],
      "offers": ["mine"]
    }
  ],
  "personalized": [
    {
      "attribute": "fans",
      "needs_acceptance": false,
      "items": [
        {
          "target": {"kind": "product", "code": "handbag"},
          "benefit": {"kind": "discount", "amount": {"kind": "share", "percent": "50"}},
          "period": {"from": "2026-09-01T00:00:00", "until": "2026-09-16T00:00:00"},
          "price_before": "100.00",
          "price_after": "50.00",
          "needs_acceptance": false,
          "state": "active",
          "reason": "offer fans gives it"
        },
        {
          "target": {"kind": "product", "code": "purse"},
          "benefit": {"kind": "discount", "amount": {"kind": "share", "percent": "30"}},
          "period": {"from": "2026-09-16T00:00:00", "until": "2026-10-01T00:00:00"},
          "needs_acceptance": false,
          "state": "future",
          "reason": "its period begins later"
        }
      ],
      "offers": ["fans"]
    }
  ]
}
"""

SAMPLES = {
    "offers": OFFERS,
    "catalog": CATALOG,
    "member": MEMBER,
    "members": MEMBERS,
    "receipt": RECEIPT,
    "receipts": RECEIPTS,
    "context": CONTEXT,
    "calculation": CALCULATION,
    "event": EVENT,
    "reaction": REACTION,
    "overview": OVERVIEW,
}
