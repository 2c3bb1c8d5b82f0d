"""The words of tills: what a line says of its amount, in the languages that receipts come in."""

import re
from enum import Enum, auto


class Role(Enum):
    """What the words of a line say about its amount."""

    PAYABLE = auto()
    TOTAL = auto()
    SUBTOTAL = auto()
    TAX = auto()
    ROUNDING = auto()
    SERVICE = auto()
    DISCOUNT = auto()
    TIP = auto()
    GIVEN = auto()
    CHANGE = auto()
    COUNT = auto()
    SUMMARY = auto()
    OTHER = auto()


# Letters that recognisers swap are classes.
TOTAL = r"t[o0q]t[aeo][l1i]"
TAX = (
    r"(?:gst|g\.s\.t|sst|vat|v\.a\.t|t[ae][xc]|taxes|tva|t\.v\.a|iva|i\.v\.a|mwst|ust|btw|hst|pst|qst|ppn|[ics]gst|"
    r"pb1)"
)
_INCLUSIVE = r"inc(?:l|\.|lus\w*)?\W*(?:of\W*)?"

# In this order: the first that matches wins, so the telling words come before those that stand in many lines.
_ROLES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    # The heads of the columns have no amount of their own: the figures below them are the items'.
    (Role.SUMMARY, (r"\b(?:qty|item|description|menu|price|u/p|u\.p)\b.*\b(?:amount|amt|total|price)\b(?!\W*\d)",)),
    (
        Role.COUNT,
        (
            rf"{TOTAL}\s*(?:no\.?|number|num|#)?\s*(?:of\s*)?(?:qty|oty|quantit\w+|items?|pcs|pax|units|points?)",
            r"item\s*count|items?\s*sold|no\.?\s*(?:of\s*)?(?:items?|qtys?)|qty\s*:",
        ),
    ),
    (
        Role.SUMMARY,
        (
            rf"supplies|taxable|tax\s*code|{TAX}\s*(?:rate|base|analysis|summary|amount\s*\()",
            rf"{TAX}\s*(?:reg|id|no)\b",
        ),
    ),
    (
        Role.PAYABLE,
        (
            rf"(?:^|^\W|\b(?:grand|nett?|final|bill|order)\s*){TOTAL}.{{0,24}}"
            r"(?:\binc|after|payable|\bdue\b|to\s*pay|rounded)",
            rf"final\s*{TOTAL}",
        ),
    ),
    (
        Role.CHANGE,
        (
            r"\bchan[gq]es?\b|\bchg\b(?!\s*card)|ruckgeld|wechselgeld|\bcambio\b|\brendu\b",
            r"^\W*resto\b|kembali",
        ),
    ),
    (
        Role.ROUNDING,
        (r"round(?:ing|ed|\s)?.{0,4}(?:adj|amt|amount|diff)|round[il]n[gq]|\brounded?\b(?!.*total)|rndg",),
    ),
    (
        Role.SUBTOTAL,
        (
            rf"sub\W{{0,3}}{TOTAL}|s/?{TOTAL}|sub\s*\d?\s*t\w?al|\bsu?b?\s*ttl|sous.?total|zwischensumme|base\s*imp",
            rf"{TOTAL}.{{0,12}}(?:excl|exc\b|before|ex\.)|(?:excl|exc)\w*.{{0,8}}{TAX}",
            r"^net\s*(?:amount|sales)|net\s*amt|taxable\s*amount|^amount$",
        ),
    ),
    (
        Role.DISCOUNT,
        (r"discount|\bdisc\b|saving|you\s*saved|coupon|voucher|rebate|promo|\boff\b|rabatt|descuento|remise",),
    ),
    (
        Role.SERVICE,
        (
            r"service\s*(?:charge|chg|tax)|svc|serv\.?\s*ch|\bs\.?\s?c\.?\s*\d+\s*%|servicio|surcharge",
            r"delivery\s*(?:fee|charge)",
        ),
    ),
    (Role.TIP, (r"\btip\b|gratuity|\btips\b|suggested",)),
    (
        Role.PAYABLE,
        (
            rf"\bbal\b|grand\s*{TOTAL}|p[ae]yable|amount\s*due|balance\s*due|{TOTAL}\s*due|to\s*pay\b",
            rf"{TOTAL}\s*(?:a\s*pagar|inc|sales\s*\(?inc|round|amount|amt)|(?:nett?|bill|invoice)\s*{TOTAL}|nett\b",
            rf"round\w*\s*{TOTAL}|{_INCLUSIVE}{TAX}.{{0,8}}{TOTAL}|net\s*a\s*payer|zu\s*zahlen|please\s*pay",
        ),
    ),
    (Role.TAX, (rf"(?<![a-z]){TAX}(?![a-z])(?!\s*inv)",)),
    (
        Role.GIVEN,
        (
            r"cash(?!ier|.*bill)|tender|\bvisa\b|master\s*card|\bmaster\b|amex|american\s*express|discover|credit|debit",
            r"\bcard\b|\bpaid\b|\bpd\b|payment|received|gegeben|\bbar\b|efectivo|tarjeta|especes|\bcb\b|mydebit",
            r"e-?wallet|gift\s*card|nets\b|eftpos|tunai",
        ),
    ),
    (Role.TOTAL, (rf"{TOTAL}|totaal|\bsumme?\b|gesamt|importe|\bbetrag\b|\bamount\b|^balance|montant|jumlah",)),
)
_PATTERNS = tuple((role, re.compile("|".join(words))) for role, words in _ROLES)

SUMMARY = re.compile(rf"{TAX}\s*(?:summary|analysis|breakdown|details)")
"""The title of the table of taxes."""
SUMMARY_COLUMNS = re.compile(r"tax\s*code|tax\s*rate|(?:gst|tax|vat).{0,4}rate|before\s*gst")
"""Its columns, which the heads of the items name as well."""


def role_of(folded: str) -> Role:
    """What the words of a folded line say about its amount."""
    return next((role for role, pattern in _PATTERNS if pattern.search(folded)), Role.OTHER)
