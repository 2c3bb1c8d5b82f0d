"""What happened to a document, and why it waits for a person."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "rejected_by_reviewer": (
        Message(
            "A reviewer rejected the paper.", "The original is safe: drop a better scan, or send it to be read again."
        ),
        Message("审核人已退回该文件。", "原件完好：请放入更清晰的扫描件，或重新读取。"),
    ),
    "keyed_twice": (
        Message("Two people type this field, each on their own.", "Type what you read on the paper."),
        Message("该字段须由两人各自录入。", "请录入您在原件上读到的内容。"),
    ),
    "keyed_differently": (
        Message("Two people did not agree on this field.", "A third one takes one value, or types what is right."),
        Message("两人对该字段的录入不一致。", "由第三人选择其一，或录入正确内容。"),
    ),
    "duplicate_of": (
        Message(
            "A reviewer found that this is {document} once more.", "The original is safe; read it again if it is not."
        ),
        Message("审核人认定该文件与 {document} 重复。", "原件完好；如非重复，请重新读取。"),
    ),
    "better_copy_asked": (
        Message(
            "The customer was asked for a better copy, with the code {copy}.",
            "Hand the new copy in, or read this one again.",
        ),
        Message("已请客户提供更清晰的副本，代码为 {copy}。", "请提交新副本，或重新读取此件。"),
    ),
    "joined_into": (
        Message(
            "It is a part of {document}, which a reviewer joined.",
            "The original is safe here; take the whole apart if it does not belong there.",
        ),
        Message("审核人已将其并入 {document}。", "原件仍完好保存于此；如不应合并，请拆开合并件。"),
    ),
    "taken_apart": (
        Message(
            "It was joined of several papers and taken apart again.", "Nothing is to be done: its parts are read anew."
        ),
        Message("该合并件已拆开。", "无需处理：各部分将重新读取。"),
    ),
    "taken_in": (
        Message("Taken in: it is encrypted and safe, and is being read."),
        Message("已接收：文件已加密保存，正在读取。"),
    ),
    "duplicate": (
        Message("The same file is already in the vault.", "Nothing is to be done; this copy was not kept twice."),
        Message("库中已有相同的文件。", "无需处理，未重复保存。"),
    ),
    "kind_unsure": (
        Message("The kind is not sure enough ({confidence}).", "Choose the kind."),
        Message("类型不够确定（{confidence}）。", "请选择类型。"),
    ),
    "kind_unknown": (
        Message("The paper is of no known kind.", "Choose the kind."),
        Message("未能识别文件类型。", "请选择类型。"),
    ),
    "field_missing": (
        Message("{field} was not found.", "Type it in."),
        Message("未找到 {field}。", "请录入。"),
    ),
    "field_unsure": (
        Message("{field} was read with confidence {confidence}, below {threshold}.", "Compare it with the paper."),
        Message("{field} 的置信度为 {confidence}，低于 {threshold}。", "请与原件核对。"),
    ),
    "check_failed": (
        Message("The check {check} fails for {fields}.", "Compare these fields with the paper."),
        Message("{fields} 未通过 {check} 检查。", "请与原件核对这些字段。"),
    ),
    "several_papers": (
        Message(
            "The file seems to hold several papers; another may begin on page {fields}.",
            "Look whether it should be split.",
        ),
        Message("该文件可能包含多份资料，另一份可能始于第 {fields} 页。", "请确认是否需要拆分。"),
    ),
}
