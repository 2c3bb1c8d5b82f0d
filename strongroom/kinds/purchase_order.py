"""Purchase order: what a buyer asks a seller to deliver.

It is not owed yet, so it is never filed as an invoice; and it is carried out, so it is never filed without a person.
"""

from strongroom.checks.arithmetic import net_and_tax_make_total, not_before
from strongroom.checks.lines import lines_make_net
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="purchase_order",
    title="Purchase order",
    title_zh="采购订单",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="purchase order", weight=4.5, title=True),
        Cue(text="bestellung", weight=4.0, title=True),
        Cue(text="bestellnummer", weight=1.0),
        Cue(text="bestelldatum", weight=1.5),
        Cue(text="liefertermin", weight=1.0),
        Cue(text="lieferant", weight=1.0),
        Cue(text="bestelbon", weight=4.0, title=True),
        Cue(text="orden de compra", weight=4.5, title=True),
        Cue(text="ordine di acquisto", weight=4.5, title=True),
        Cue(text="采购单", weight=3.0, title=True),
        Cue(text="供应商", weight=1.0),
        Cue(text="交货日期", weight=1.0),
        Cue(text="bon de commande", weight=4.5, title=True),
        Cue(text="采购订单", weight=5.0, title=True),
        Cue(text="ship to", weight=0.7),
        Cue(text="vendor", weight=1.0),
        Cue(text="delivery date", weight=0.7),
        Cue(text="invoice", weight=-2.0, title=True),
        Cue(text="rechnung", weight=-2.0, title=True),
    ),
    fields=(
        Field(
            name="order_number",
            type=Type.CODE,
            required=True,
            exact=True,
            labels=(
                "purchase order number",
                "purchase order no",
                "po number",
                "po no",
                "order number",
                "bestellnummer",
                "bestell-nr",
                "numero de commande",
                "commande n",
                "ordernummer",
                "订单编号",
                "订单号",
                "采购单号",
            ),
        ),
        Field(
            name="date",
            type=Type.DATE,
            required=True,
            labels=("order date", "bestelldatum", "date de commande", "date", "datum", "订单日期", "下单日期", "日期"),
        ),
        Field(
            name="delivery_date",
            type=Type.DATE,
            threshold=0.9,
            labels=(
                "delivery date",
                "deliver by",
                "liefertermin",
                "lieferdatum",
                "date de livraison",
                "交货日期",
                "交货期",
            ),
        ),
        Field(
            name="seller",
            threshold=0.9,
            labels=(
                "vendor",
                "supplier",
                "seller",
                "lieferant",
                "fournisseur",
                "leverancier",
                "供应商",
                "供货单位",
                "卖方",
            ),
        ),
        Field(
            name="buyer",
            threshold=0.9,
            labels=("buyer", "ordered by", "besteller", "acheteur", "采购方", "采购单位", "需方", "买方"),
        ),
        Field(name="net", type=Type.AMOUNT, threshold=0.95),
        # No paper says it: whoever carries the order out does.
        Field(name="accepted_on", type=Type.DATE, required=True),
        Field(name="tax", type=Type.AMOUNT, threshold=0.95),
        Field(
            name="total",
            type=Type.AMOUNT,
            threshold=0.95,
            labels=("grand total", "order total", "total", "gesamtbetrag", "合计金额", "总金额", "总计", "合计"),
        ),
    ),
    name="{date}_purchase-order_{order_number}",
    tags=("purchase-order",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
    reader="order",
    checks=(net_and_tax_make_total, not_before("delivery_date", "date")),
    table_checks=(lines_make_net,),
    past=("date",),
)
