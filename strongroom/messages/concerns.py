"""What is wrong with the machine, for those who run it (``strongroom.concern``)."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "certificate_ends": (
        Message(
            "The certificate of {subject} ends within {step} days (0: it has ended).",
            "Have it renewed where it was issued, and start what uses it anew.",
        ),
        Message("{subject} 的证书将在 {step} 天内到期（0 表示已到期）。", "请向签发方续期，并重启使用它的服务。"),
    ),
    "disk_low": (
        Message(
            "Less than {step} GB are free where {subject} lies.",
            "Make room or move it to a larger disk: docs/runbooks/full-disk.md. Taking in stops when it is full.",
        ),
        Message(
            "{subject} 所在磁盘剩余不足 {step} GB。",
            "请清理空间或迁移到更大的磁盘：docs/runbooks/full-disk.md。磁盘写满后将停止接收。",
        ),
    ),
    "queue_old": (
        Message(
            "Documents have waited for long to be read ({subject}).",
            "Look at 'strongroom status': does reading run, and is it slower than what comes in?",
        ),
        Message(
            "有文件等待读取已久（{subject}）。", "请查看“strongroom status”：读取服务是否运行，是否跟得上接收速度？"
        ),
    ),
    "queue_long": (
        Message(
            "Many documents wait to be read ({subject}).",
            "Give reading more cores, or another machine with 'strongroom worker'.",
        ),
        Message("有大量文件等待读取（{subject}）。", "请为读取增加处理器，或用“strongroom worker”增加机器。"),
    ),
    "leases_lapsed": (
        Message(
            "A reader stopped in the middle of documents, and nobody takes them over ({subject}).",
            "Start the intake anew; its log is intake.log.",
        ),
        Message("有读取进程中途停止，其文件无人接手（{subject}）。", "请重启接收服务；日志为 intake.log。"),
    ),
    "rotation_due": (
        Message(
            "The key-encryption key {subject} is as old as the house lets keys become.",
            "Run 'strongroom keys rotate', then keep a copy of the new key file: docs/keys.md.",
        ),
        Message(
            "密钥加密密钥 {subject} 已达到规定的使用期限。",
            "请运行“strongroom keys rotate”，并备份新的密钥文件：docs/keys.md。",
        ),
    ),
    "run_failed": (
        Message(
            "The schedule {subject} failed the last time that it ran.",
            "Its run on the dashboard says the code; 'strongroom doctor' and docs/operations.md say what to do.",
        ),
        Message(
            "计划任务 {subject} 上次运行失败。",
            "仪表板上的该次运行会显示代码；处理办法见“strongroom doctor”和 docs/operations.md。",
        ),
    ),
}
