"""What is said while something outside is away."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "store_unavailable": (
        Message("The object store does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("对象存储没有响应。", "系统会自动重试；可运行 strongroom doctor 查看。"),
    ),
    "object_asleep": (
        Message(
            "The object lies in a deep archive and is not awake yet.",
            "It is tried again; waking takes the store hours.",
        ),
        Message("对象位于深度封存中，尚未唤醒。", "系统会自动重试；唤醒可能需要数小时。"),
    ),
    "records_unavailable": (
        Message("The database of records does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("记录数据库没有响应。", "系统会自动重试；可运行 strongroom doctor 查看。"),
    ),
    "keys_unavailable": (
        Message("The key provider does not answer.", "It is tried again; 'strongroom doctor' says more."),
        Message("密钥服务没有响应。", "系统会自动重试；可运行 strongroom doctor 查看。"),
    ),
    "keys_lost": (
        Message(
            "The keys of this vault do not open: their database or the key file was lost, emptied or changed.",
            "Nothing is taken in or read meanwhile, and no document is set aside for it. Bring the keys back from "
            "their newest backup; work goes on by itself once they open.",
        ),
        Message(
            "本库的密钥无法使用：密钥数据库或密钥文件已丢失、被清空或被改动。",
            "在此期间不会收件或识别，也不会因此隔离任何文件。请从最新的密钥备份中恢复；密钥可用后系统会自动继续工作。",
        ),
    ),
    "key_file_missing": (
        Message(
            "The key file is not there, and data keys exist that only it can open.",
            "Mount it or restore it from its backup: a new one would open nothing.",
        ),
        Message(
            "找不到密钥文件，而现有数据密钥只有它能打开。", "请挂载或从备份恢复该文件；新建的密钥文件无法打开任何内容。"
        ),
    ),
    "engine_unavailable": (
        Message("No recognition engine can be opened.", "Run 'make setup', then 'strongroom doctor'."),
        Message("没有可用的识别引擎。", "请运行 make setup，再运行 strongroom doctor。"),
    ),
    "kinds_unavailable": (
        Message(
            "The kind {kind} of this house is not sound, so nothing is read: {problem}.",
            "Correct its file; 'strongroom kinds check FILE' says whether it is right.",
        ),
        Message(
            "自定义类型 {kind} 有误，暂停读取：{problem}。",
            "请更正其定义文件，并用 strongroom kinds check FILE 检查。",
        ),
    ),
    "readers_closed": (
        Message("The reading processes were stopped.", "The document is read after the next start."),
        Message("读取进程已停止。", "下次启动后会继续读取。"),
    ),
    "flows_unavailable": (
        Message("The Prefect server does not answer.", "Documents are filed without it; it is tried again."),
        Message("Prefect 服务没有响应。", "文件照常归档；系统会自动重试。"),
    ),
    "provider_unavailable": (
        Message("The provider that you sign in with does not answer.", "Try again later, or use name and password."),
        Message("身份提供方没有响应。", "请稍后重试，或使用用户名和密码登录。"),
    ),
    "vault_frozen": (
        Message("The vault is read-only.", "'strongroom thaw vault' ends it, once it is clear why it was frozen."),
        Message("保险库处于只读状态。", "查明原因后可用 strongroom thaw vault 解除。"),
    ),
}
