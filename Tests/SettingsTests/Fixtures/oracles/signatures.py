"""Signatures of Standard Webhooks, by svix and by standardwebhooks: as Resend signs, and as the preset webhook does."""

import base64
from datetime import datetime, timezone
from unittest.mock import patch

import standardwebhooks
import svix.webhooks
from common import *

FIRST = "whsec_" + base64.b64encode(b"the first key, of 24 b..").decode()
SECOND = "whsec_" + base64.b64encode(b"the second one, 24 bytes").decode()


class Then(datetime):
    """The clock of the libraries' own checks, which allow five minutes."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(NOW + 200, tz)


def signed(module, prefix, secrets, body):
    """One signature for each secret, as during a change of keys; whoever has either key has to take them."""
    at = datetime.fromtimestamp(NOW, tz=timezone.utc)
    keys = [module.Webhook(secret) for secret in secrets]
    signature = " ".join(key.sign(KEY, at, body) for key in keys)
    headers = {f"{prefix}id": KEY, f"{prefix}timestamp": str(NOW), f"{prefix}signature": signature}
    for key in keys:
        with patch("standardwebhooks.webhooks.datetime", Then):  # which svix uses too
            key.verify(body, headers)
    return headers


def cases():
    body = compact({"type": "email.delivered", "data": {"email_id": "re_1", "to": [EMAIL]}})
    for library, module in (("svix", svix.webhooks), ("standardwebhooks", standardwebhooks)):
        prefix = "svix-" if library == "svix" else "webhook-"
        for case, secrets in (("one", [FIRST]), ("two", [SECOND, FIRST])):
            write(
                "signature", f"{library}-{case}", library,
                callback=callback(body, headers=signed(module, prefix, secrets, body)),
                reading={"secrets": secrets, "id": KEY, "at": NOW},
            )


cases()
