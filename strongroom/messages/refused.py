"""What is said of papers that cannot be taken or read as they are."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "empty_file": (
        Message("The file is empty.", "Scan or save it again, then drop it anew."),
        Message("文件是空的。", "请重新扫描或保存后再放入。"),
    ),
    "unknown_type": (
        Message(
            "The content is of a format that is not read.",
            "Save it as PDF, or as a picture (JPEG, PNG, TIFF, WebP, HEIC), then drop it anew.",
        ),
        Message("无法识别该文件的格式。", "请另存为 PDF 或图片（JPEG、PNG、TIFF、WebP、HEIC）后再放入。"),
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
        Message("接收文件的账户无权读取该文件。", "请授予读取权限，或由有权限的用户复制到收件夹。"),
    ),
    "path_too_long": (
        Message(
            "The file lies too deep: the names of its folders together are too long for it to be taken in.",
            "Move it to a folder higher up, or shorten the names of its folders.",
        ),
        Message("文件所在的文件夹层级过深，路径过长，无法接收。", "请把文件移到上层文件夹，或缩短文件夹名称。"),
    ),
    "too_large": (
        Message(
            "The file has {bytes} bytes; at most {limit} are taken in.",
            "Split it or scan at a lower resolution, or raise limits.max_bytes.",
        ),
        Message("文件有 {bytes} 字节，最多接收 {limit} 字节。", "请拆分或降低扫描分辨率，或调高 limits.max_bytes。"),
    ),
    "too_many_pages": (
        Message("{pages} pages; at most {limit} are taken in at once.", "Split the file, or raise limits.max_pages."),
        Message("共 {pages} 页，一次最多接收 {limit} 页。", "请拆分文件，或调高 limits.max_pages。"),
    ),
    "too_many_pixels": (
        Message(
            "A page has {pixels} pixels; at most {limit} are read.",
            "Scan at 300 dpi or less, or raise limits.max_pixels.",
        ),
        Message(
            "某页有 {pixels} 像素，最多读取 {limit}。", "请以 300 dpi 或更低分辨率扫描，或调高 limits.max_pixels。"
        ),
    ),
    "unpacks_too_large": (
        Message(
            "The file unpacks to more than {limit} bytes, as a decompression bomb does.",
            "If it is genuine, split it or raise limits.max_unpacked_bytes.",
        ),
        Message(
            "文件解压后超过 {limit} 字节，疑似压缩炸弹。", "如确为正常文件，请拆分或调高 limits.max_unpacked_bytes。"
        ),
    ),
    "too_many_parts": (
        Message(
            "{parts} files are packed in this one; at most {limit} are taken in at once.",
            "Pack them in several archives, or raise limits.max_parts.",
        ),
        Message("其中包含 {parts} 个文件，一次最多接收 {limit} 个。", "请分成几个压缩包，或调高 limits.max_parts。"),
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
            "无法解压此压缩包：支持 ZIP、7z、tar，不支持 RAR、CAB 及少见的压缩方式。",
            "请改用 ZIP 打包，或直接放入文件。",
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
        Message("文件不完整，可能复制中断。", "请重新复制到收件夹。"),
    ),
    "password_needed": (
        Message(
            "The file is protected by a password.",
            "Run 'strongroom unlock' with its id, or save it without the password and drop it anew.",
        ),
        Message("文件受密码保护。", "请运行 strongroom unlock 加文件编号，或去除密码后再放入。"),
    ),
    "reading_too_slow": (
        Message("Reading took longer than {seconds} seconds.", "Split the file, or raise reading.timeout_seconds."),
        Message("读取超过 {seconds} 秒。", "请拆分文件，或调高 reading.timeout_seconds。"),
    ),
    "reading_crashed": (
        Message(
            "The reader stopped on this document {attempts} times.",
            "The original is safe: export it for inspection, or drop a new scan.",
        ),
        Message("读取该文件时程序中断了 {attempts} 次。", "原件完好：可导出检查，或重新扫描后放入。"),
    ),
}
