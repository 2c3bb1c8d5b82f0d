"""The Chinese names of what one searches by: fields and states may be written either way, in one grammar.

The first name of a field is how a search is written back to who reads Chinese; it is what the desk calls the field,
wherever that can be told from the names of others and holds neither blanks nor signs.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from strongroom.document import State
from strongroom.fold import fold
from strongroom.kind import Kind

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    # Of every document.
    "kind": ("类型", "种类"),
    "customer": ("客户",),
    "state": ("状态",),
    "tag": ("标签",),
    "name": ("名称", "姓名", "文件名"),
    "received": ("收到", "收到日期"),
    "filed": ("归档", "归档日期"),
    "pages": ("页数",),
    "id": ("编号",),
    # Of many kinds.
    "total": ("合计金额", "金额", "合计", "总额"),
    "net": ("不含税金额",),
    "tax": ("税额",),
    "amount_due": ("应付金额",),
    "prepaid": ("预付金额",),
    "currency": ("币种",),
    "date": ("日期",),
    "due_date": ("到期日",),
    "issue_date": ("签发日期",),
    "valid_from": ("有效期起",),
    "expiry": ("有效期至", "有效期", "到期"),
    "birth_date": ("出生日期",),
    "seller": ("销售方", "卖方", "供应商"),
    "seller_tax_id": ("销售方税号",),
    "buyer": ("购买方", "买方"),
    "buyer_tax_id": ("购买方税号",),
    "payer": ("付款人",),
    "payer_account": ("付款账号",),
    "payee": ("收款人",),
    "payee_account": ("收款账号",),
    "account": ("账号",),
    "bank": ("银行",),
    "iban": ("IBAN账号",),
    "serial": ("流水号",),
    "purpose": ("用途",),
    "remarks": ("备注",),
    "address": ("地址",),
    "issuer": ("签发机关", "发证机关"),
    # Invoices, tickets, contracts.
    "invoice_code": ("发票代码",),
    "invoice_number": ("发票号码", "发票号"),
    "original_number": ("原发票号码",),
    "check_code": ("校验码",),
    "bill_code": ("票据代码",),
    "bill_number": ("票据号码",),
    "order_number": ("订单号",),
    "receipt_number": ("收据号",),
    "delivery_number": ("送货单号",),
    "ticket_number": ("电子客票号",),
    "train": ("车次",),
    "flight": ("航班号",),
    "origin": ("始发站",),
    "destination": ("到达站",),
    "passenger": ("乘客",),
    "contract_number": ("合同编号",),
    "party_a": ("甲方",),
    "party_b": ("乙方",),
    "title": ("标题",),
    # People, companies, vehicles.
    "surname": ("姓",),
    "given_names": ("名",),
    "sex": ("性别",),
    "nationality": ("国籍",),
    "ethnicity": ("民族",),
    "document_number": ("证件号码", "证件号"),
    "id_number": ("公民身份号码", "身份证号"),
    "card_number": ("卡号",),
    "legal_representative": ("法定代表人",),
    "founded": ("成立日期",),
    "employee": ("员工",),
    "employer": ("雇主",),
    "owner": ("所有人",),
    "plate": ("车牌号",),
    "vin": ("车辆识别代号",),
}
"""By field; a field that is not here has its English name alone."""

STATES: Final[Mapping[State, str]] = {
    State.RECEIVED: "已接收",
    State.READING: "读取中",
    State.IN_REVIEW: "待审核",
    State.FILED: "已归档",
    State.ARCHIVED: "已封存",
    State.DESTROYED: "已销毁",
    State.QUARANTINED: "已隔离",
}

BY_NAME: Final[Mapping[str, str]] = {name: field for field, names in FIELDS.items() for name in names}
"""The field of each Chinese name."""
_STATE_OF: Final[Mapping[str, State]] = {name: state for state, name in STATES.items()}


def kinds_named(kinds: Iterable[Kind], text: str, *, whole: bool) -> tuple[str, ...]:
    """The ids of the kinds that somebody wrote: by id, by title in either language, or else by a part of one."""
    titles = {kind.id: (fold(kind.title), fold(kind.title_zh)) for kind in kinds}
    if text.lower() in titles:
        return (text.lower(),)
    wanted = fold(text)
    same = tuple(kind for kind, known in titles.items() if wanted in known)
    if same or whole:
        return same
    return tuple(kind for kind, known in titles.items() if any(wanted in title for title in known))


def state_named(text: str) -> str:
    """The state that somebody wrote in Chinese or in English; what is none comes back as it was, in small letters."""
    return _STATE_OF.get(text, text.lower())
