"""What the shop sells: a tree of three levels, sixty-six products, and four product groups."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from loyalty_engine import AttributeFilter, Catalog, Category, Money, Product, ProductGroup, ProductSet

CURRENCY = "RUB"

#: Departments, what they hold, and what that holds in turn, each by its code.
_TREE = (
    ("food", "Food", "", ""),
    ("dairy", "Dairy", "food", "milk yoghurt cheese"),
    ("bakery", "Bakery", "food", "bread pastry"),
    ("drinks", "Drinks", "food", "tea coffee wine"),
    ("produce", "Fruit and vegetables", "food", "fruit vegetables"),
    ("sweets", "Sweets", "food", "chocolate biscuits"),
    ("beauty", "Beauty", "", ""),
    ("make-up", "Decorative cosmetics", "beauty", "lips eyes nails"),
    ("care", "Care", "beauty", "face hands"),
    ("leather", "Leather goods", "", ""),
    ("bags", "Bags", "leather", "handbags backpacks"),
    ("small-leather", "Small leather goods", "leather", "purses belts"),
    ("kids", "Children", "", ""),
    ("school", "School", "kids", "stationery satchels"),
    ("toys", "Toys", "kids", "board-games plush"),
)

#: ERP code, name, category and price of each product.
_GOODS = (
    ("10101", "Milk 2.5 %, 1 l", "milk", "89.90"),
    ("10102", "Milk 3.2 %, 1 l", "milk", "99.90"),
    ("10103", "Kefir, 1 l", "milk", "94.90"),
    ("10104", "Oat drink, 1 l", "milk", "149.90"),
    ("10201", "Cherry yoghurt, 125 g", "yoghurt", "45.90"),
    ("10202", "Natural yoghurt, 400 g", "yoghurt", "112.00"),
    ("10203", "Cottage cheese, 200 g", "yoghurt", "98.50"),
    ("10301", "Gouda, 200 g", "cheese", "259.00"),
    ("10302", "Brie, 125 g", "cheese", "319.00"),
    ("10303", "Mozzarella, 125 g", "cheese", "129.90"),
    ("11101", "Rye bread, 400 g", "bread", "54.90"),
    ("11102", "White loaf, 500 g", "bread", "49.90"),
    ("11103", "Baguette", "bread", "69.90"),
    ("11201", "Croissant", "pastry", "79.90"),
    ("11202", "Apple pie", "pastry", "349.00"),
    ("11203", "Poppy seed roll", "pastry", "64.90"),
    ("12101", "Black tea, 100 bags", "tea", "289.00"),
    ("12102", "Green tea, 25 bags", "tea", "159.00"),
    ("12103", "Herbal tea, 20 bags", "tea", "174.50"),
    ("12201", "Ground coffee, 250 g", "coffee", "449.00"),
    ("12202", "Coffee beans, 1 kg", "coffee", "1590.00"),
    ("12203", "Instant coffee, 95 g", "coffee", "329.00"),
    ("12301", "Sparkling wine, 0.75 l", "wine", "399.00"),
    ("12302", "Red wine, 0.75 l", "wine", "529.00"),
    ("13101", "Apples", "fruit", "119.90"),
    ("13102", "Bananas", "fruit", "139.90"),
    ("13103", "Oranges", "fruit", "159.90"),
    ("13201", "Potatoes", "vegetables", "39.90"),
    ("13202", "Tomatoes", "vegetables", "199.90"),
    ("13203", "Cucumbers", "vegetables", "179.90"),
    ("14101", "Dark chocolate, 100 g", "chocolate", "129.00"),
    ("14102", "Milk chocolate, 100 g", "chocolate", "109.00"),
    ("14103", "Hazelnut chocolate, 100 g", "chocolate", "139.00"),
    ("14104", "Pralines, 200 g", "chocolate", "459.00"),
    ("14201", "Oat biscuits, 300 g", "biscuits", "119.00"),
    ("14202", "Gingerbread, 400 g", "biscuits", "139.00"),
    ("21101", "Lipstick, coral", "lips", "690.00"),
    ("21102", "Lip gloss", "lips", "540.00"),
    ("21201", "Mascara", "eyes", "820.00"),
    ("21202", "Eye shadow, 4 shades", "eyes", "990.00"),
    ("21301", "Nail polish, red", "nails", "350.00"),
    ("21302", "Nail polish, clear", "nails", "310.00"),
    ("22101", "Day cream, 50 ml", "face", "1150.00"),
    ("22102", "Cleansing milk, 200 ml", "face", "480.00"),
    ("22201", "Hand cream, 75 ml", "hands", "240.00"),
    ("22202", "Olive soap, 100 g", "hands", "95.00"),
    ("31101", "Handbag Rimma, black", "handbags", "6990.00"),
    ("31102", "Handbag Rimma, red", "handbags", "6990.00"),
    ("31103", "Shoulder bag Lotta", "handbags", "4490.00"),
    ("31201", "City backpack", "backpacks", "3490.00"),
    ("31202", "School backpack", "backpacks", "2790.00"),
    ("32101", "Purse Rimma, black", "purses", "2990.00"),
    ("32102", "Purse Lotta", "purses", "1990.00"),
    ("32201", "Leather belt, black", "belts", "1290.00"),
    ("32202", "Leather belt, brown", "belts", "1290.00"),
    ("41101", "Exercise book, 48 sheets", "stationery", "39.00"),
    ("41102", "Pencils, set of 12", "stationery", "219.00"),
    ("41103", "Ballpoint pen", "stationery", "29.00"),
    ("41104", "Watercolours, 12 colours", "stationery", "189.00"),
    ("41105", "Graphing calculator", "stationery", "2490.00"),
    ("41201", "School satchel", "satchels", "3990.00"),
    ("41202", "Shoe bag", "satchels", "390.00"),
    ("42101", "Chess set", "board-games", "1190.00"),
    ("42102", "Memory game", "board-games", "590.00"),
    ("42201", "Plush bear", "plush", "890.00"),
    ("42202", "Plush hare", "plush", "750.00"),
)

#: Yellow price tags: what members pay for these products.
_YELLOW = MappingProxyType(
    {
        "10201": "34.90",
        "10302": "249.00",
        "11203": "39.90",
        "14103": "99.00",
        "22201": "189.00",
        "42102": "449.00",
    }
)
_FAIR_TRADE = frozenset({"12102", "12202", "13102", "14101", "14104"})

PRICES = MappingProxyType({code: Money.of(price, CURRENCY) for code, _, _, price in _GOODS})


def barcode(code: str) -> str:
    """The EAN-13 that the shop itself prints for a product: 20, the ERP code, and a check digit."""
    digits = f"20{code:0>10}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def _categories() -> tuple[Category, ...]:
    branches = [Category(code=code, name=name, parent=parent or None) for code, name, parent, _ in _TREE]
    leaves = [
        Category(code=leaf, name=leaf.replace("-", " ").capitalize(), parent=code)
        for code, _, _, held in _TREE
        for leaf in held.split()
    ]
    return (*branches, *leaves)


def _attributes(code: str) -> dict[str, object]:
    attributes: dict[str, object] = {"fair_trade": True} if code in _FAIR_TRADE else {}
    return attributes | ({"yellow_price": Decimal(_YELLOW[code])} if code in _YELLOW else {})


def _products() -> tuple[Product, ...]:
    return tuple(
        Product(
            code=code,
            name=name,
            category=category,
            internal_id=f"9{code}",
            barcodes={barcode(code)},
            attributes=_attributes(code),
            brand="Rimma" if "Rimma" in name else None,
        )
        for code, name, category, _ in _GOODS
    )


GROUPS = (
    ProductGroup(
        id="all-for-school",
        name="All for School",
        including=(ProductSet(categories={"school"}), ProductSet(products={"31202"})),
        excluding=(ProductSet(products={"41105"}),),
    ),
    ProductGroup.of("breakfast", categories={"dairy", "bakery", "coffee", "tea"}, name="Breakfast"),
    ProductGroup.of("sweet-tooth", categories={"sweets", "pastry"}, name="For a sweet tooth"),
    ProductGroup(
        id="fair-trade",
        name="Fair trade",
        including=(ProductSet(attributes=(AttributeFilter(attribute="fair_trade", values={True}),)),),
    ),
)

CATALOG = Catalog(products=_products(), categories=_categories(), groups=GROUPS)
