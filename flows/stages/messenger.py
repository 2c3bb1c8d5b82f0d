"""Sending a message to an address, by Apprise. Nothing else in the product speaks to strangers' chat rooms."""

import logging
from typing import Final, Protocol

from strongroom.errors import BadForm
from strongroom.notice import Message, checked_address

_SILENT: Final = logging.CRITICAL + 1


class Messenger(Protocol):
    """Whoever carries messages."""

    def send(self, address: str, message: Message) -> bool:
        """Send a message; whether the other side took it. An address that cannot be used took nothing."""
        ...


class AppriseMessenger:
    """Apprise, for the services of ``strongroom.notice.SCHEMES``."""

    def __init__(self) -> None:
        # Here, and not above: whoever only shows who is told pays nothing for it.
        import apprise

        # What it logs of failures are addresses, with the passwords in them, and answers of strangers.
        logging.getLogger("apprise").setLevel(_SILENT)
        self._asset = apprise.AppriseAsset(
            app_id="Strongroom", app_desc="Strongroom", app_url="", async_mode=False, plugin_paths=[]
        )

    def send(self, address: str, message: Message) -> bool:
        """Send a message, in this thread; services that do not answer are given up after seconds."""
        import apprise

        try:
            carrier = apprise.Apprise(asset=self._asset)
            usable = carrier.add(checked_address(address))
        except BadForm:  # it was taken by a version with other rules
            return False
        if not usable:
            return False
        return bool(carrier.notify(body=message.body, title=message.title, body_format=apprise.NotifyFormat.TEXT))
