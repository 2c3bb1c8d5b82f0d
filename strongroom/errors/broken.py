"""Ours, or tampering: stop and alert."""

from strongroom.errors.root import StrongroomError


class Broken(StrongroomError):
    """Our own fault or tampering."""

    code = "broken"


class Tampered(Broken):
    """An envelope or record does not authenticate."""

    code = "tampered"


class WrongKey(Broken):
    """The passphrase or the key that was given is not the one that a data key is wrapped by."""

    code = "wrong_key"


class KeyMissing(Broken):
    """The data key of a blob is gone: it was shredded or lost."""

    code = "key_missing"


class ObjectMissing(Broken):
    """A recorded object is not in the store."""

    code = "object_missing"


class KeyTaken(Broken):
    """Other bytes already lie in the store under a key that was to be new."""

    code = "key_taken"


class AuditBroken(Broken):
    """The audit chain does not verify; ``sequence`` is the first bad event."""

    code = "audit_broken"


class AuditRewritten(AuditBroken):
    """The chain is not what a checkpoint of ``size`` events says it was; ``sequence`` is the first that may differ."""

    code = "audit_rewritten"


class AuditTruncated(AuditBroken):
    """The chain ends before ``sequence``, though a checkpoint says that there were ``size`` events."""

    code = "audit_truncated"


class AnchorForged(AuditBroken):
    """What lies where checkpoints are anchored was not signed by this house; ``sequence`` is where it claims to be."""

    code = "anchor_forged"


class BadProof(Broken):
    """A proof of a Merkle tree does not show what it should."""

    code = "bad_proof"


class IllegalMove(Broken):
    """A document was asked to change to a state that its state does not allow."""

    code = "illegal_move"


class LeaseLost(Broken):
    """A worker that no longer holds the lease tried to write."""

    code = "lease_lost"


class Unforeseen(Broken):
    """Something failed in a way that nobody thought of; ``error`` is the type of it, and nothing it said."""

    code = "unforeseen"


class NotGone(Broken):
    """Something of a destroyed document is still there; ``part`` says what."""

    code = "not_gone"


class BadModel(Broken):
    """A learned model cannot be made or read; ``problem`` says why."""

    code = "bad_model"


class BadSignature(Broken):
    """A certificate is not as it was signed, or another key signed it; ``problem`` says which."""

    code = "bad_signature"


class DrillFailed(Broken):
    """A backup does not give back what it should; ``problem`` says what."""

    code = "drill_failed"
