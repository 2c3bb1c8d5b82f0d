"""What people are told: each code has a sentence and a way out, in English and Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh-CN"]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that says what and why, and a way out (empty where there is nothing to do)."""

    sentence: str
    way_out: str = ""


def explain(code: str, facts: Mapping[str, object], language: Language = "en") -> Message:
    """Fill the message of a code with its facts; an unknown code is shown as itself rather than hidden."""
    entry = _MESSAGES.get(code)
    if entry is None:
        return Message(code)
    message = entry[0] if language == "en" else entry[1]
    safe = _Facts(facts)
    return Message(message.sentence.format_map(safe), message.way_out.format_map(safe))


def codes() -> frozenset[str]:
    """All codes that have a message."""
    return frozenset(_MESSAGES)


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


_MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "empty_file": (
        Message("The file is empty.", "Scan or save it again, then drop it anew."),
        Message("文件是空的。", "请重新扫描或保存后再放入。"),
    ),
    "unknown_type": (
        Message(
            "The content is of a format that is not read.",
            "Save it as PDF, or as a picture (JPEG, PNG, TIFF, WebP, HEIC), then drop it anew.",
        ),
        Message("无法识别该文件的格式。", "请另存为 PDF 或图片(JPEG、PNG、TIFF、WebP、HEIC)后再放入。"),
    ),
    "not_a_file": (
        Message("Links, pipes and devices are not taken in.", "Copy the file itself into the inbox."),
        Message("不接收链接、管道或设备文件。", "请把文件本身复制到收件夹。"),
    ),
    "not_readable": (
        Message(
            "The file may not be read by the account that takes files in.",
            "Give it leave to read the file, or copy the file into the inbox as somebody who may.",
        ),
        Message("接收文件的账户无权读取该文件。", "请授予读取权限,或由有权限的用户复制到收件夹。"),
    ),
    "path_too_long": (
        Message(
            "The file lies too deep: the names of its folders together are too long for it to be taken in.",
            "Move it to a folder higher up, or shorten the names of its folders.",
        ),
        Message("文件所在的文件夹层级过深,路径过长,无法接收。", "请把文件移到上层文件夹,或缩短文件夹名称。"),
    ),
    "too_large": (
        Message(
            "The file has {bytes} bytes; at most {limit} are taken in.",
            "Split it or scan at a lower resolution, or raise limits.max_bytes.",
        ),
        Message("文件有 {bytes} 字节,最多接收 {limit} 字节。", "请拆分或降低扫描分辨率,或调高 limits.max_bytes。"),
    ),
    "too_many_pages": (
        Message("{pages} pages; at most {limit} are taken in at once.", "Split the file, or raise limits.max_pages."),
        Message("共 {pages} 页,一次最多接收 {limit} 页。", "请拆分文件,或调高 limits.max_pages。"),
    ),
    "too_many_pixels": (
        Message(
            "A page has {pixels} pixels; at most {limit} are read.",
            "Scan at 300 dpi or less, or raise limits.max_pixels.",
        ),
        Message("某页有 {pixels} 像素,最多读取 {limit}。", "请以 300 dpi 或更低分辨率扫描,或调高 limits.max_pixels。"),
    ),
    "unpacks_too_large": (
        Message(
            "The file unpacks to more than {limit} bytes, as a decompression bomb does.",
            "If it is genuine, split it or raise limits.max_unpacked_bytes.",
        ),
        Message(
            "文件解压后超过 {limit} 字节,疑似压缩炸弹。", "如确为正常文件,请拆分或调高 limits.max_unpacked_bytes。"
        ),
    ),
    "too_many_parts": (
        Message(
            "{parts} files are packed in this one; at most {limit} are taken in at once.",
            "Pack them in several archives, or raise limits.max_parts.",
        ),
        Message("其中包含 {parts} 个文件,一次最多接收 {limit} 个。", "请分成几个压缩包,或调高 limits.max_parts。"),
    ),
    "nested_too_deep": (
        Message(
            "Archives or mails lie in each other more than {limit} deep.",
            "Unpack the inner ones and drop them by themselves.",
        ),
        Message("压缩包或邮件的嵌套超过 {limit} 层。", "请解压内层文件后单独放入。"),
    ),
    "old_office": (
        Message(
            "A Word, Excel or PowerPoint file of before 2007 is not read.",
            "Save it as .docx, .xlsx or PDF, then drop it anew.",
        ),
        Message("不读取 2007 年以前的 Word、Excel、PowerPoint 格式。", "请另存为 .docx、.xlsx 或 PDF 后再放入。"),
    ),
    "other_archive": (
        Message(
            "This archive cannot be unpacked: ZIP, 7z and tar are; RAR, CAB and rare ways of packing are not.",
            "Pack it as ZIP, or drop the files themselves.",
        ),
        Message(
            "无法解压此压缩包:支持 ZIP、7z、tar,不支持 RAR、CAB 及少见的压缩方式。", "请改用 ZIP 打包,或直接放入文件。"
        ),
    ),
    "damaged": (
        Message("The structure of the file is damaged.", "Export or scan it again, then drop it anew."),
        Message("文件结构已损坏。", "请重新导出或扫描后再放入。"),
    ),
    "truncated": (
        Message(
            "The file ends before its content does; the copy was probably cut off.", "Copy it into the inbox again."
        ),
        Message("文件不完整,可能复制中断。", "请重新复制到收件夹。"),
    ),
    "password_needed": (
        Message(
            "The file is protected by a password.",
            "Run 'strongroom unlock' with its id, or save it without the password and drop it anew.",
        ),
        Message("文件受密码保护。", "请运行 strongroom unlock 加文件编号,或去除密码后再放入。"),
    ),
    "reading_too_slow": (
        Message("Reading took longer than {seconds} seconds.", "Split the file, or raise reading.timeout_seconds."),
        Message("读取超过 {seconds} 秒。", "请拆分文件,或调高 reading.timeout_seconds。"),
    ),
    "reading_crashed": (
        Message(
            "The reader stopped on this document {attempts} times.",
            "The original is safe: export it for inspection, or drop a new scan.",
        ),
        Message("读取该文件时程序中断了 {attempts} 次。", "原件完好:可导出检查,或重新扫描后放入。"),
    ),
    "store_unavailable": (
        Message("The object store does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("对象存储没有响应。", "系统会自动重试;可运行 strongroom doctor 查看。"),
    ),
    "records_unavailable": (
        Message("The database of records does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("记录数据库没有响应。", "系统会自动重试;可运行 strongroom doctor 查看。"),
    ),
    "keys_unavailable": (
        Message("The key provider does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("密钥服务没有响应。", "系统会自动重试;可运行 strongroom doctor 查看。"),
    ),
    "keys_lost": (
        Message(
            "The keys of this vault do not open: their database or the key file was lost, emptied or changed.",
            "Nothing is taken in or read meanwhile, and no document is set aside for it. Bring the keys back from "
            "their newest backup; work goes on by itself once they open.",
        ),
        Message(
            "本库的密钥无法使用:密钥数据库或密钥文件已丢失、被清空或被改动。",
            "在此期间不会收件或识别,也不会因此隔离任何文件。请从最新的密钥备份中恢复;密钥可用后系统会自动继续工作。",
        ),
    ),
    "key_file_missing": (
        Message(
            "The key file is not there, and data keys exist that only it can open.",
            "Mount it or restore it from its backup: a new one would open nothing.",
        ),
        Message(
            "找不到密钥文件,而现有数据密钥只有它能打开。", "请挂载或从备份恢复该文件;新建的密钥文件无法打开任何内容。"
        ),
    ),
    "keys_in_use": (
        Message(
            "The key-encryption key {kek} is still needed: it is the current one, or data keys ({count}) are under it.",
            "Run 'strongroom keys rotate' first.",
        ),
        Message(
            "密钥加密密钥 {kek} 仍在使用:它是当前密钥,或仍有 {count} 个数据密钥由它保护。",
            "请先运行 strongroom keys rotate。",
        ),
    ),
    "no_such_key": (
        Message("There is no key-encryption key {kek}.", "'strongroom keys list' shows all."),
        Message("没有密钥加密密钥 {kek}。", "可用 strongroom keys list 查看全部。"),
    ),
    "engine_unavailable": (
        Message("No recognition engine can be opened.", "Run 'make setup', then 'strongroom doctor'."),
        Message("没有可用的识别引擎。", "请运行 make setup,再运行 strongroom doctor。"),
    ),
    "kinds_unavailable": (
        Message(
            "The kind {kind} of this house is not sound, so nothing is read: {problem}.",
            "Correct its file; 'strongroom kinds check FILE' says whether it is right.",
        ),
        Message(
            "自定义类型 {kind} 有误,暂停读取:{problem}。",
            "请更正其定义文件,并用 strongroom kinds check FILE 检查。",
        ),
    ),
    "readers_closed": (
        Message("The reading processes were stopped.", "The document is read after the next start."),
        Message("读取进程已停止。", "下次启动后会继续读取。"),
    ),
    "flows_unavailable": (
        Message("The Prefect server does not answer.", "Documents are filed without it; it is tried again."),
        Message("Prefect 服务没有响应。", "文件照常归档;系统会自动重试。"),
    ),
    "tampered": (
        Message(
            "An encrypted object does not authenticate: it was changed or belongs elsewhere.",
            "Keep everything as it is and tell your administrator.",
        ),
        Message("加密对象校验失败:内容被改动或位置不符。", "请保持现状并通知管理员。"),
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
        Message("数据密钥不存在:文件已销毁,或密钥库丢失。", "如为丢失,请恢复最新的密钥备份。"),
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
        Message("审计链自第 {sequence} 条起被改写:与 {size} 条时的检查点不符。", "请保持现状并通知审计人员。"),
    ),
    "audit_truncated": (
        Message(
            "The end of the audit chain is gone, from event {sequence} on: a checkpoint says there were {size}.",
            "Keep everything as it is and tell your auditor.",
        ),
        Message("审计链自第 {sequence} 条起缺失:检查点记有 {size} 条。", "请保持现状并通知审计人员。"),
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
    "vault_frozen": (
        Message("The vault is read-only.", "'strongroom thaw vault' ends it, once it is clear why it was frozen."),
        Message("保险库处于只读状态。", "查明原因后可用 strongroom thaw vault 解除。"),
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
        Message("发生未预料的错误({error})。", "原件完好。请告知维护人员;日志中记有出错位置。"),
    ),
    "bad_settings": (
        Message(
            "The setting {setting} cannot be used: {problem}.", "Correct it in the environment or in strongroom.toml."
        ),
        Message("设置 {setting} 不可用:{problem}。", "请在环境变量或 strongroom.toml 中更正。"),
    ),
    "bad_model": (
        Message("The learned model cannot be used: {problem}.", "Learn again, or go back to the model before it."),
        Message("学习模型不可用:{problem}。", "请重新学习,或退回上一个模型。"),
    ),
    "bad_kind": (
        Message("The kind {kind} is not sound: {problem}.", "Correct its file."),
        Message("类型 {kind} 定义有误:{problem}。", "请更正其定义文件。"),
    ),
    "bad_rules": (
        Message("The rule of retention {rule} is not sound: {problem}.", "Correct the file of rules."),
        Message("保管期限规则 {rule} 有误:{problem}。", "请更正规则文件。"),
    ),
    "bad_query": (
        Message(
            "The search is not understood at {part!r}.",
            "Write words, or field:value, or field<value; kinds and fields are those of 'strongroom kinds list'.",
        ),
        Message(
            "无法理解查询中的 {part!r}。",
            "请输入关键词,或 字段:值、字段<值;类型和字段见 strongroom kinds list。",
        ),
    ),
    "bad_correction": (
        Message(
            "{field} cannot be corrected so.",
            "Dates are 2026-11-21, amounts 1234.50; 'strongroom show' lists the fields.",
        ),
        Message("无法这样更正 {field}。", "日期格式为 2026-11-21,金额格式为 1234.50;可用 strongroom show 查看字段。"),
    ),
    "rejected_by_reviewer": (
        Message(
            "A reviewer rejected the paper.", "The original is safe: drop a better scan, or send it to be read again."
        ),
        Message("审核人已退回该文件。", "原件完好:请放入更清晰的扫描件,或重新读取。"),
    ),
    "not_found": (
        Message("There is no such document, or it may not be seen.", "Check the id with 'strongroom find'."),
        Message("没有该文件,或无权查看。", "请用 strongroom find 核对编号。"),
    ),
    "denied": (
        Message("This is not allowed.", "Ask for access."),
        Message("没有权限。", "请申请访问权限。"),
    ),
    "keyed_twice": (
        Message("Two people type this field, each on their own.", "Type what you read on the paper."),
        Message("该字段须由两人各自录入。", "请录入您在原件上读到的内容。"),
    ),
    "keyed_differently": (
        Message("Two people did not agree on this field.", "A third one takes one value, or types what is right."),
        Message("两人对该字段的录入不一致。", "由第三人选择其一，或录入正确内容。"),
    ),
    "own_work": (
        Message("You handed this paper in, or decided on it before.", "Somebody else has to decide: leave it to them."),
        Message("该文件由您提交，或您已作过决定。", "须由另一人决定：请留给他人处理。"),
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
    "purpose_needed": (
        Message("These contents are sensitive: they are opened only for a stated purpose.", "Say why, with --reason."),
        Message("该内容属于敏感信息,须说明用途后才能打开。", "请用 --reason 说明用途。"),
    ),
    "sign_in_failed": (
        Message("Name, password or code is wrong.", "Try again; an administrator can give a new password."),
        Message("用户名、密码或验证码不正确。", "请重试;管理员可以重设密码。"),
    ),
    "wrong_first_code": (
        Message("The one-time code is another.", "Copy it as it was printed by the newest start of Strongroom."),
        Message("一次性代码不正确。", "请照最近一次启动 Strongroom 时显示的代码输入。"),
    ),
    "sign_in_locked": (
        Message("Too many tries: this name waits {minutes} min.", "Wait, or ask an administrator."),
        Message("尝试次数过多,请等待 {minutes} 分钟。", "请稍后再试,或联系管理员。"),
    ),
    "too_often": (
        Message("Too many requests.", "Wait {seconds} s, and ask less often."),
        Message("请求过于频繁。", "请等待 {seconds} 秒,并降低请求频率。"),
    ),
    "password_unfit": (
        Message(
            "The password is too short or too simple.",
            "Take {shortest} characters or more; a sentence is easy to remember.",
        ),
        Message("密码太短或过于简单。", "请至少使用 {shortest} 个字符,一句话就很好记。"),
    ),
    "name_taken": (
        Message("Somebody already signs in under this name.", "Choose another one."),
        Message("该用户名已被使用。", "请换一个。"),
    ),
    "last_administrator": (
        Message(
            "Without this person nobody could manage users any more.",
            "Make somebody else an administrator first, and have them sign in.",
        ),
        Message("这是最后一位管理员,不能停用或取消其角色。", "请先指定另一位管理员并让其登录。"),
    ),
    "overtaken": (
        Message("Somebody else changed this document meanwhile.", "Compare the two below; nothing of yours is lost."),
        Message("该文件刚被他人修改。", "请在下方对比两份内容,您的输入没有丢失。"),
    ),
    "bad_form": (
        Message("{field} is missing or not as it should be.", "Correct it and send the form again."),
        Message("{field} 缺失或不正确。", "请更正后重新提交。"),
    ),
    "form_expired": (
        Message("This form is no longer valid; nothing was done.", "Load the page again and repeat it."),
        Message("表单已失效,未作任何更改。", "请刷新页面后重试。"),
    ),
    "not_gone": (
        Message(
            "Something of a document that was to be destroyed is still there ({part}).",
            "It is tried again at the next run; keep everything as it is and tell your administrator.",
        ),
        Message("待销毁文件仍有残留({part})。", "下次运行时会重试;请保持现状并通知管理员。"),
    ),
    "bad_signature": (
        Message("The certificate does not verify: {problem}.", "Ask the house that issued it for a new copy."),
        Message("销毁证明校验失败:{problem}。", "请向签发方索取新的副本。"),
    ),
    "drill_failed": (
        Message(
            "The backup does not give back what it should: {problem}.",
            "Make a new backup, run the drill again, and tell your administrator.",
        ),
        Message("备份演练失败:{problem}。", "请重新备份并再次演练,同时通知管理员。"),
    ),
    "not_locked": (
        Message("The document does not wait for a password.", "Look at its state with 'strongroom show'."),
        Message("该文件并未等待密码。", "请用 strongroom show 查看其状态。"),
    ),
    "held": (
        Message("A hold keeps this document.", "'strongroom hold list' says which; it has to be lifted first."),
        Message("该文件处于保留状态。", "可用 strongroom hold list 查看;须先解除保留。"),
    ),
    "wrong_stage": (
        Message("The disposition is {stage}; this step does not follow it.", "Look at 'strongroom dispose list'."),
        Message("处置流程处于 {stage},不能执行此步骤。", "请用 strongroom dispose list 查看。"),
    ),
    "nothing_to_learn": (
        Message("Nobody has confirmed the kind of any paper yet.", "Review some papers first."),
        Message("尚无人确认过任何文件的类型。", "请先复核一些文件。"),
    ),
    "no_such_model": (
        Message("There is no model {model} that could be used.", "'strongroom learning list' shows those that can."),
        Message("没有可用的模型 {model}。", "请用 strongroom learning list 查看可用的模型。"),
    ),
    "no_backup": (
        Message("There is no complete backup here.", "Check the setting backup.to, or run 'strongroom backup now'."),
        Message("此处没有完整的备份。", "请检查设置 backup.to,或运行 strongroom backup now。"),
    ),
    "not_empty": (
        Message("A restore needs an empty place, and {place} is not.", "Restore with another data folder."),
        Message("恢复需要空的位置,而 {place} 不为空。", "请换一个数据目录进行恢复。"),
    ),
    "restore_unfinished": (
        Message(
            "A restore into this data folder was begun and has not ended.",
            "Run 'strongroom restore' again: it goes on where it stopped.",
        ),
        Message("此数据目录的恢复已开始,但尚未完成。", "请再次运行 strongroom restore,它会从中断处继续。"),
    ),
    "broken": (
        Message("Something is wrong on our side; nothing was changed by it.", "Try again, or tell your administrator."),
        Message("系统出现内部错误,未作任何更改。", "请重试,或告知管理员。"),
    ),
    "taken_in": (
        Message("Taken in: it is encrypted and safe, and is being read."),
        Message("已接收:文件已加密保存,正在读取。"),
    ),
    "duplicate": (
        Message("The same file is already in the vault.", "Nothing is to be done; this copy was not kept twice."),
        Message("库中已有相同的文件。", "无需处理,未重复保存。"),
    ),
    "already_running": (
        Message(
            "Another Strongroom already works on this data folder.",
            "Stop it first, or set STRONGROOM_DATA to another folder.",
        ),
        Message("该数据目录上已有 Strongroom 在运行。", "请先停止它,或用 STRONGROOM_DATA 指定其他目录。"),
    ),
    "fonts_missing": (
        Message(
            "The sample papers are drawn with {file}, which is not installed.",
            "Install the package fonts-noto-cjk, or start without samples: 'strongroom up --no-samples'.",
        ),
        Message(
            "绘制样例需要字体 {file},但系统中没有安装。",
            "请安装软件包 fonts-noto-cjk,或用 strongroom up --no-samples 启动。",
        ),
    ),
    # Why a document waits for a person.
    "kind_unsure": (
        Message("The kind is not sure enough ({confidence}).", "Choose the kind."),
        Message("类型不够确定({confidence})。", "请选择类型。"),
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
        Message("{field} 的置信度为 {confidence},低于 {threshold}。", "请与原件核对。"),
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
        Message("该文件可能包含多份资料,另一份可能始于第 {fields} 页。", "请确认是否需要拆分。"),
    ),
}
