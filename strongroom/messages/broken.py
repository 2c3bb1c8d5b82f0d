"""What is said when something that must hold does not."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "tampered": (
        Message(
            "An encrypted object does not authenticate: it was changed or belongs elsewhere.",
            "Keep everything as it is and tell your administrator.",
        ),
        Message("加密对象校验失败：内容被改动或位置不符。", "请保持现状并通知管理员。"),
    ),
    "wrong_key": (
        Message(
            "The passphrase or key that was given is not the one this vault's data keys are wrapped by.",
            "Give the passphrase, key file or key service that this vault was last used with.",
        ),
        Message("所给的口令或密钥不是保护该库数据密钥的那一个。", "请使用该库上次使用的口令、密钥文件或密钥服务。"),
    ),
    "key_missing": (
        Message(
            "The data key is gone: the document was destroyed, or the key database was lost.",
            "Restore the newest key backup if it was lost.",
        ),
        Message("数据密钥不存在：文件已销毁，或密钥库丢失。", "如为丢失，请恢复最新的密钥备份。"),
    ),
    "object_missing": (
        Message("A recorded object is not in the store.", "Restore it from a backup."),
        Message("记录的对象不在存储中。", "请从备份恢复。"),
    ),
    "key_taken": (
        Message(
            "Other bytes already lie in the store where new ones were to go.",
            "Keep everything as it is and tell your administrator.",
        ),
        Message("存储中该位置已有其他内容。", "请保持现状并通知管理员。"),
    ),
    "audit_broken": (
        Message(
            "The audit chain does not verify from event {sequence} on.",
            "Keep everything as it is and tell your auditor.",
        ),
        Message("审计链自第 {sequence} 条起校验失败。", "请保持现状并通知审计人员。"),
    ),
    "audit_rewritten": (
        Message(
            "The audit chain was written anew, from event {sequence} on: a checkpoint of {size} events says otherwise.",
            "Keep everything as it is and tell your auditor.",
        ),
        Message("审计链自第 {sequence} 条起被改写：与 {size} 条时的检查点不符。", "请保持现状并通知审计人员。"),
    ),
    "audit_truncated": (
        Message(
            "The end of the audit chain is gone, from event {sequence} on: a checkpoint says there were {size}.",
            "Keep everything as it is and tell your auditor.",
        ),
        Message("审计链自第 {sequence} 条起缺失：检查点记有 {size} 条。", "请保持现状并通知审计人员。"),
    ),
    "anchor_forged": (
        Message(
            "The checkpoint of {sequence} audit events was not signed by this house.",
            "Keep everything as it is and tell your auditor.",
        ),
        Message("第 {sequence} 条处的审计检查点并非本机构签署。", "请保持现状并通知审计人员。"),
    ),
    "bad_proof": (
        Message("A proof does not show what it should.", "Ask for a new export."),
        Message("证明不成立。", "请重新导出。"),
    ),
    "illegal_move": (
        Message(
            "This cannot be done with a document that is {old}.",
            "'strongroom show' tells its state and who decided on it.",
        ),
        Message("状态为 {old} 的文件不能这样操作。", "请用 strongroom show 查看其状态与经过。"),
    ),
    "lease_lost": (
        Message("Another worker has taken this document over.", ""),
        Message("该文件已由另一进程接手。", ""),
    ),
    "unforeseen": (
        Message(
            "Something failed that was not foreseen ({error}).",
            "The original is safe. Tell whoever maintains Strongroom; the logs say where it happened.",
        ),
        Message("发生未预料的错误（{error}）。", "原件完好。请告知维护人员；日志中记有出错位置。"),
    ),
    "bad_model": (
        Message("The learned model cannot be used: {problem}.", "Learn again, or go back to the model before it."),
        Message("学习模型不可用：{problem}。", "请重新学习，或退回上一个模型。"),
    ),
    "not_gone": (
        Message(
            "Something of a document that was to be destroyed is still there ({part}).",
            "It is tried again at the next run; keep everything as it is and tell your administrator.",
        ),
        Message("待销毁文件仍有残留（{part}）。", "下次运行时会重试；请保持现状并通知管理员。"),
    ),
    "bad_signature": (
        Message("The certificate does not verify: {problem}.", "Ask the house that issued it for a new copy."),
        Message("销毁证明校验失败：{problem}。", "请向签发方索取新的副本。"),
    ),
    "drill_failed": (
        Message(
            "The backup does not give back what it should: {problem}.",
            "Make a new backup, run the drill again, and tell your administrator.",
        ),
        Message("备份演练失败：{problem}。", "请重新备份并再次演练，同时通知管理员。"),
    ),
    "broken": (
        Message("Something is wrong on our side; nothing was changed by it.", "Try again, or tell your administrator."),
        Message("系统出现内部错误，未作任何更改。", "请重试，或告知管理员。"),
    ),
}
