"""Formal Chinese amounts (大写), as cheques, bank slips and invoices carry them: 人民币壹仟零贰拾叁元肆角伍分.

Rules of form: 支付结算办法 annex 1, 正确填写票据和结算凭证的基本规定. A zero between digits is written 零, once, and
may be left out before 万, 元 and 角; 整 or 正 closes an amount without 分.
"""

import re
import unicodedata
from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
# Variants in use, and characters that recognisers print for those meant. An amount counts only beside its figures,
# so a generous table cannot by itself make a wrong one pass.
_FOLD = str.maketrans(
    "〇貳貮弍贰叄參参叁陸染漆別别玫圓园圆員元萬億陌伯百仟任仔千抬十正兩两",
    "零贰贰贰贰叁叁叁叁陆柒柒捌捌玖元元元元元万亿佰佰佰仟仟仟仟拾拾整贰贰",
)
_PLAIN = str.maketrans("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖")
_DIGIT = "[壹贰叁肆伍陆柒捌玖]"
_SECTION = re.compile(
    rf"零?(?:({_DIGIT})仟)?零?(?:({_DIGIT})佰)?零?(?:({_DIGIT}?)(拾))?零?({_DIGIT})?零?",
)
_AMOUNT = re.compile(
    r"(?P<sign>负?)(?:(?P<whole>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?"
    rf"(?:零?(?P<tenths>[零壹贰叁肆伍陆柒捌玖])角)?(?:零?(?P<hundredths>{_DIGIT})分)?整?",
)
_RUN = re.compile(r"[负零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]{2,}")


def parse_capital(text: str) -> Decimal | None:
    """The amount to two places; None where the text is not a well-formed amount.

    Marks and words before the amount (人民币, ⊗, ¥, 大写) and after it are passed over, within it they refuse it.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_FOLD).translate(_PLAIN)
    run = _RUN.search(folded)
    match = _AMOUNT.fullmatch(run[0]) if run else None
    if match is None or not match[0].strip("负整"):
        return None
    whole = _whole(match["whole"] or "零")
    if whole is None:
        return None
    cents = _digit(match["tenths"]) * 10 + _digit(match["hundredths"])
    amount = Decimal(whole * 100 + cents).scaleb(-2)
    return -amount if match["sign"] else amount


def write_capital(amount: Decimal) -> str:
    """The amount in formal writing, for amounts of two places below 10 ** 12.

    Raises:
        ValueError: the amount has more places, or is too large.
    """
    cents = abs(amount) * 100
    if cents != int(cents) or cents >= 10**14:
        raise ValueError("an amount of at most two places below 10 ** 12 is needed")
    whole, fraction = divmod(int(cents), 100)
    tenths, hundredths = divmod(fraction, 10)
    text = f"{_write_whole(whole)}元" if whole or not fraction else ""
    if not fraction:
        text += "整"
    elif not tenths:
        text += f"零{_DIGITS[hundredths]}分" if whole else f"{_DIGITS[hundredths]}分"
    else:
        text += f"{_DIGITS[tenths]}角" + (f"{_DIGITS[hundredths]}分" if hundredths else "整")
    return ("负" if amount < 0 else "") + text


def _whole(text: str) -> int | None:
    high, hundred_millions, rest = text.rpartition("亿")
    middle, ten_thousands, low = rest.rpartition("万")
    total = 0
    for part, present, unit in ((high, hundred_millions, 10**8), (middle, ten_thousands, 10**4), (low, True, 1)):
        value = _whole(part) if unit == 10**8 and part else _section(part)
        if value is None or (present and unit > 1 and not value):
            return None
        total += value * unit
    return total


def _section(text: str) -> int | None:
    match = _SECTION.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, ten, ones = match.groups()
    # 拾元 stands for 壹拾元.
    tens_value = _digit(tens) or 1 if ten else 0
    return _digit(thousands) * 1000 + _digit(hundreds) * 100 + tens_value * 10 + _digit(ones)


def _digit(character: str | None) -> int:
    return _DIGITS.index(character) if character else 0


def _write_whole(number: int) -> str:
    if not number:
        return "零"
    text = ""
    pending_zero = False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if pending_zero else "") + _DIGITS[digit] + ("", "拾", "佰", "仟")[power % 4]
            pending_zero = False
        else:
            pending_zero = True
        if power % 4 == 0 and power and number // 10**power % 10**4:
            text += {4: "万", 8: "亿"}[power]
    return text
