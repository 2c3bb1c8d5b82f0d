"""The person at the keyboard: said at once, nothing was done."""

from strongroom.errors.root import StrongroomError


class Misused(StrongroomError):
    """The command or setting cannot be carried out as given."""

    code = "misused"


class BadSettings(Misused):
    """A setting is unknown or has a wrong value."""

    code = "bad_settings"


class BadKind(Misused):
    """A kind contradicts itself; ``kind`` and ``problem`` say where."""

    code = "bad_kind"


class BadRules(Misused):
    """Rules of retention contradict themselves or the kinds; ``rule`` and ``problem`` say where."""

    code = "bad_rules"


class BadChecklist(Misused):
    """Checklists of customers contradict themselves or the kinds; ``sort`` and ``problem`` say where."""

    code = "bad_checklist"


class BadQuery(Misused):
    """A search cannot be understood; ``part`` says which piece."""

    code = "bad_query"


class BadCorrection(Misused):
    """A correction names no field of the kind, or is no value of its type; ``field`` says which."""

    code = "bad_correction"


class NotFound(Misused):
    """There is no such document, or it may not be seen: the answer is the same."""

    code = "not_found"


class InArchive(Misused):
    """The document lies in the archive; it has to be brought back before its contents can be seen."""

    code = "in_archive"


class Denied(Misused):
    """The policy does not allow this action."""

    code = "denied"


class OwnWork(Denied):
    """Somebody else has to decide: this person handed the paper in, or decided on it before."""

    code = "own_work"


class KeyedBlindly(Denied):
    """Two people key fields of this paper without seeing each other's values, which only the desk hides."""

    code = "keyed_blindly"


class PurposeNeeded(Misused):
    """Sensitive contents are opened only for a stated purpose."""

    code = "purpose_needed"


class AlreadyRunning(Misused):
    """Another Strongroom works on the same data folder."""

    code = "already_running"


class KeysInUse(Misused):
    """A key-encryption key is not to be retired: it is the current one, or ``count`` data keys are wrapped by it."""

    code = "keys_in_use"


class NoSuchKey(Misused):
    """There is no key-encryption key of this id."""

    code = "no_such_key"


class FontsMissing(Misused):
    """The fonts that sample papers are drawn with are not installed; ``file`` says which."""

    code = "fonts_missing"


class SignInFailed(Misused):
    """Name, password or code do not fit together; which of them is not said."""

    code = "sign_in_failed"


class NotSignedIn(Misused):
    """A program, or a script of a page, asks for something without a session or a token that is in force."""

    code = "not_signed_in"


class WrongFirstCode(Misused):
    """The one-time code for making the first administrator is another."""

    code = "wrong_first_code"


class SignInLocked(Misused):
    """Too many failures in a row; ``minutes`` says how long this name waits."""

    code = "sign_in_locked"


class TooOften(Misused):
    """More requests than a program may send in a while; ``seconds`` says how long it waits."""

    code = "too_often"


class PasswordUnfit(Misused):
    """A new password is too short or too simple; ``shortest`` is the least length."""

    code = "password_unfit"


class NameTaken(Misused):
    """Somebody else signs in under this name."""

    code = "name_taken"


class LastAdministrator(Misused):
    """Without this person nobody could manage users any more."""

    code = "last_administrator"


class Overtaken(Misused):
    """Somebody else changed the document since it was shown; ``version`` is the newest."""

    code = "overtaken"


class BadForm(Misused):
    """What was sent is not what the page asks for; ``field`` says where."""

    code = "bad_form"


class FormExpired(Misused):
    """A form came from another session, another site, or lay open for too long."""

    code = "form_expired"


class NotLocked(Misused):
    """The document does not wait for a password."""

    code = "not_locked"


class Held(Misused):
    """A hold keeps the document from being destroyed."""

    code = "held"


class WrongStage(Misused):
    """The disposition of a document is not where this step begins; ``stage`` is where it is."""

    code = "wrong_stage"


class NoBackup(Misused):
    """There is no complete backup at this place, or none of the wanted id."""

    code = "no_backup"


class NothingToLearn(Misused):
    """Nobody has confirmed the kind of any paper yet."""

    code = "nothing_to_learn"


class NoSuchModel(Misused):
    """There is no learned model of this id that could be used."""

    code = "no_such_model"


class NotEmpty(Misused):
    """A restore goes to an empty place only; ``place`` says which is not."""

    code = "not_empty"


class NewerVersion(Misused):
    """A database was written by a later version of the product, which this one could only damage."""

    code = "newer_version"


class RestoreUnfinished(Misused):
    """What was destroyed after the backup may still open here: nothing is opened before the restore has ended."""

    code = "restore_unfinished"
