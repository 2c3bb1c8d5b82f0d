"""The world's fault: retried with back-off."""

from strongroom.errors.root import StrongroomError


class Unavailable(StrongroomError):
    """Something outside is away for now; the work is tried again."""

    code = "unavailable"


class StoreUnavailable(Unavailable):
    """The object store does not answer."""

    code = "store_unavailable"


class ObjectAsleep(Unavailable):
    """The object lies in a storage class from which it has to be woken first; ``key`` is opaque."""

    code = "object_asleep"


class RecordsUnavailable(Unavailable):
    """The database of records does not answer."""

    code = "records_unavailable"


class KeysUnavailable(Unavailable):
    """The key provider does not answer."""

    code = "keys_unavailable"


class KeyFileMissing(KeysUnavailable):
    """Data keys exist, and the key file that opens them is not where it should be."""

    code = "key_file_missing"


class KeysLost(KeysUnavailable):
    """The data keys of the vault as a whole do not open: no document's fault, and nothing is tried with any."""

    code = "keys_lost"


class EngineUnavailable(Unavailable):
    """No recognition engine can be opened."""

    code = "engine_unavailable"


class KindsUnavailable(Unavailable):
    """A kind of the house is not sound, so nothing is read until its file is; ``kind`` and ``problem`` say where."""

    code = "kinds_unavailable"


class ReadersClosed(Unavailable):
    """The reading processes were stopped while a document waited for them."""

    code = "readers_closed"


class FlowsUnavailable(Unavailable):
    """The Prefect server does not answer."""

    code = "flows_unavailable"


class ProviderUnavailable(Unavailable):
    """The provider through whom people sign in does not answer, or not as the one that the settings name."""

    code = "provider_unavailable"


class VaultFrozen(Unavailable):
    """The vault was made read-only by a person: nothing changes until it is thawed."""

    code = "vault_frozen"
