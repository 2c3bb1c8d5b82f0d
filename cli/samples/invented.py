"""The people, companies and numbers of the sample papers. All are invented, and cannot be anybody's:

the region 99 01 01 of the identity and tax numbers does not exist, neither does the bank 99999999; UTO is the country
that ICAO keeps for specimens; telephone numbers are from ranges that are never given out. Check digits are right.
"""

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.checks.mrz import check_digit
from strongroom.checks.resident_id import resident_id_fits
from strongroom.checks.tax_id import organisation_code_fits, uscc_fits

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company as it stands on papers."""

    name: str
    tax_id: str
    address: str
    bank: str
    account: str


def completed(body: str, fits: Callable[[str], bool]) -> str:
    """The body with the one check sign that makes it fit."""
    return next(body + sign for sign in _SIGNS if fits(body + sign))


def credit_code(serial: str) -> str:
    """A unified social credit code (GB 32100) of a company registered in a region that does not exist."""
    organisation = completed(serial, organisation_code_fits)
    return completed(f"91990101{organisation}", uscc_fits)


def resident_id(birth: str, sequence: str) -> str:
    """A resident identity number (GB 11643) of a region that does not exist; ``birth`` as yyyymmdd."""
    return completed(f"990101{birth}{sequence}", resident_id_fits)


def iban(country: str, account: str) -> str:
    """An IBAN (ISO 13616): 98 minus the remainder of the account, the country and 00 by 97."""
    digits = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def german_vat_id(digits: str) -> str:
    """A German VAT id: eight digits and their check digit by ISO 7064 mod 11,10."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product - 1) % 10 + 1) * 2 % 11
    return f"DE{digits}{(11 - product) % 10}"


def passport_zone(*, surname: str, given: str, number: str, birth: str, sex: str, expiry: str) -> tuple[str, str]:
    """The two lines of 44 (ICAO 9303, TD3) of a passport of Utopia; dates as yymmdd."""
    first = f"P<UTO{surname}<<{given.replace(' ', '<')}".ljust(44, "<")
    own = number.ljust(9, "<")
    own, born, ends = (text + check_digit(text) for text in (own, birth, expiry))
    personal = "<" * 14 + "0"
    return first, f"{own}UTO{born}{sex}{ends}{personal}{check_digit(own + born + ends + personal)}"


STARDUST = Company(
    name="星尘样例贸易有限公司",
    tax_id=credit_code("MA05AMP0"),
    address="样例省虚构市示例区星尘路18号 000-55500118",
    bank="虚构银行示例支行",
    account="9901001200034567",
)
HUNDRED_TASTES = Company(
    name="百味样例餐饮管理有限公司",
    tax_id=credit_code("MA0EAT58"),
    address="样例省虚构市示例区百味街6号 000-55500206",
    bank="虚构银行百味支行",
    account="9901002200045678",
)
CLOUD_BOAT = Company(
    name="云舟样例信息技术有限公司",
    tax_id=credit_code("MA0CLWD3"),
    address="样例省虚构市示例区云舟大道99号 000-55500399",
    bank="虚构银行云舟支行",
    account="9901003200056789",
)
