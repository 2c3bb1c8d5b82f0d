"""What is said to the person at the keyboard."""

from collections.abc import Mapping

from strongroom.messages.message import Message

MESSAGES: Mapping[str, tuple[Message, Message]] = {
    "keys_in_use": (
        Message(
            "The key-encryption key {kek} is still needed: it is the current one, or data keys ({count}) are under it.",
            "Run 'strongroom keys rotate' first.",
        ),
        Message(
            "密钥加密密钥 {kek} 仍在使用：它是当前密钥，或仍有 {count} 个数据密钥由它保护。",
            "请先运行 strongroom keys rotate。",
        ),
    ),
    "newer_version": (
        Message(
            "A newer version of Strongroom has written this database; nothing was changed.",
            "Run that version, or a later one. The way back is a backup from before it: 'strongroom restore'.",
        ),
        Message(
            "此数据库由更新版本的 Strongroom 写入；未作任何更改。",
            "请使用该版本或更新的版本；若要退回，请用 strongroom restore 恢复此前的备份。",
        ),
    ),
    "in_archive": (
        Message(
            "The document lies in the archive.",
            "Have it brought back on its page or with 'strongroom unarchive', then open it again.",
        ),
        Message("该文件已封存。", "请在文件页面或用 strongroom unarchive 调回，再重新打开。"),
    ),
    "no_such_key": (
        Message("There is no key-encryption key {kek}.", "'strongroom keys list' shows all."),
        Message("没有密钥加密密钥 {kek}。", "可用 strongroom keys list 查看全部。"),
    ),
    "bad_settings": (
        Message(
            "The setting {setting} cannot be used: {problem}.", "Correct it in the environment or in strongroom.toml."
        ),
        Message("设置 {setting} 不可用：{problem}。", "请在环境变量或 strongroom.toml 中更正。"),
    ),
    "bad_kind": (
        Message("The kind {kind} is not sound: {problem}.", "Correct its file."),
        Message("类型 {kind} 定义有误：{problem}。", "请更正其定义文件。"),
    ),
    "bad_rules": (
        Message("The rule of retention {rule} is not sound: {problem}.", "Correct the file of rules."),
        Message("保管期限规则 {rule} 有误：{problem}。", "请更正规则文件。"),
    ),
    "bad_checklist": (
        Message("The checklist {sort} is not sound: {problem}.", "Correct the file of checklists."),
        Message("客户清单 {sort} 有误：{problem}。", "请更正清单文件。"),
    ),
    "bad_query": (
        Message(
            "The search is not understood at {part!r}.",
            "Write words, or field:value, or field<value; kinds and fields are those of 'strongroom kinds list'.",
        ),
        Message(
            "无法理解查询中的 {part!r}。",
            "请输入关键词，或 字段:值、字段<值；类型和字段见 strongroom kinds list。",
        ),
    ),
    "bad_correction": (
        Message(
            "{field} cannot be corrected so.",
            "Dates are 2026-11-21, amounts 1234.50; 'strongroom show' lists the fields.",
        ),
        Message("无法这样更正 {field}。", "日期格式为 2026-11-21，金额格式为 1234.50；可用 strongroom show 查看字段。"),
    ),
    "not_found": (
        Message("There is no such document, or it may not be seen.", "Check the id with 'strongroom find'."),
        Message("没有该文件，或无权查看。", "请用 strongroom find 核对编号。"),
    ),
    "denied": (
        Message("This is not allowed.", "Ask for access."),
        Message("没有权限。", "请申请访问权限。"),
    ),
    "keyed_blindly": (
        Message("Two people key fields of this paper, neither seeing what the other typed.", "Decide at the desk."),
        Message("该文件的部分字段须由两人分别录入，互不可见。", "请在工作台上处理。"),
    ),
    "own_work": (
        Message("You handed this paper in, or decided on it before.", "Somebody else has to decide: leave it to them."),
        Message("该文件由您提交，或您已作过决定。", "须由另一人决定：请留给他人处理。"),
    ),
    "purpose_needed": (
        Message("These contents are sensitive: they are opened only for a stated purpose.", "Say why, with --reason."),
        Message("该内容属于敏感信息，须说明用途后才能打开。", "请用 --reason 说明用途。"),
    ),
    "sign_in_failed": (
        Message("Name, password or code is wrong.", "Try again; an administrator can give a new password."),
        Message("用户名、密码或验证码不正确。", "请重试；管理员可以重设密码。"),
    ),
    "not_signed_in": (
        Message("Nobody is signed in: the session has ended, or there was none.", "Sign in, and send it once more."),
        Message("未登录：会话已结束或从未开始。", "请登录后重新发送。"),
    ),
    "wrong_first_code": (
        Message("The one-time code is another.", "Copy it as it was printed by the newest start of Strongroom."),
        Message("一次性代码不正确。", "请照最近一次启动 Strongroom 时显示的代码输入。"),
    ),
    "sign_in_locked": (
        Message("Too many tries: this name waits {minutes} min.", "Wait, or ask an administrator."),
        Message("尝试次数过多，请等待 {minutes} 分钟。", "请稍后再试，或联系管理员。"),
    ),
    "too_often": (
        Message("Too many requests.", "Wait {seconds} s, and ask less often."),
        Message("请求过于频繁。", "请等待 {seconds} 秒，并降低请求频率。"),
    ),
    "password_unfit": (
        Message(
            "The password is too short or too simple.",
            "Take {shortest} characters or more; a sentence is easy to remember.",
        ),
        Message("密码太短或过于简单。", "请至少使用 {shortest} 个字符，一句话就很好记。"),
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
        Message("这是最后一位管理员，不能停用或取消其角色。", "请先指定另一位管理员并让其登录。"),
    ),
    "overtaken": (
        Message("Somebody else changed this document meanwhile.", "Compare the two below; nothing of yours is lost."),
        Message("该文件刚被他人修改。", "请在下方对比两份内容，您的输入没有丢失。"),
    ),
    "bad_form": (
        Message("{field} is missing or not as it should be.", "Correct it and send the form again."),
        Message("{field} 缺失或不正确。", "请更正后重新提交。"),
    ),
    "form_expired": (
        Message("This form is no longer valid; nothing was done.", "Load the page again and repeat it."),
        Message("表单已失效，未作任何更改。", "请刷新页面后重试。"),
    ),
    "not_locked": (
        Message("The document does not wait for a password.", "Look at its state with 'strongroom show'."),
        Message("该文件并未等待密码。", "请用 strongroom show 查看其状态。"),
    ),
    "held": (
        Message("A hold keeps this document.", "'strongroom hold list' says which; it has to be lifted first."),
        Message("该文件处于保留状态。", "可用 strongroom hold list 查看；须先解除保留。"),
    ),
    "wrong_stage": (
        Message("The disposition is {stage}; this step does not follow it.", "Look at 'strongroom dispose list'."),
        Message("处置流程处于 {stage}，不能执行此步骤。", "请用 strongroom dispose list 查看。"),
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
        Message("此处没有完整的备份。", "请检查设置 backup.to，或运行 strongroom backup now。"),
    ),
    "not_empty": (
        Message("A restore needs an empty place, and {place} is not.", "Restore with another data folder."),
        Message("恢复需要空的位置，而 {place} 不为空。", "请换一个数据目录进行恢复。"),
    ),
    "restore_unfinished": (
        Message(
            "A restore into this data folder was begun and has not ended.",
            "Run 'strongroom restore' again: it goes on where it stopped.",
        ),
        Message("此数据目录的恢复已开始，但尚未完成。", "请再次运行 strongroom restore，它会从中断处继续。"),
    ),
    "already_running": (
        Message(
            "Another Strongroom already works on this data folder.",
            "Stop it first, or set STRONGROOM_DATA to another folder.",
        ),
        Message("该数据目录上已有 Strongroom 在运行。", "请先停止它，或用 STRONGROOM_DATA 指定其他目录。"),
    ),
    "fonts_missing": (
        Message(
            "The sample papers are drawn with {file}, which is not installed.",
            "Install the package fonts-noto-cjk, or start without samples: 'strongroom up --no-samples'.",
        ),
        Message(
            "绘制样例需要字体 {file}，但系统中没有安装。",
            "请安装软件包 fonts-noto-cjk，或用 strongroom up --no-samples 启动。",
        ),
    ),
}
