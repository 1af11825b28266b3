"""Mail services: the requests of django-anymail for one mail with text, HTML and a PDF, recorded on loopback.

Amazon's is in ses.py: anymail sends it a mail of Django's, which is another one each time.
"""

from common import *

import django
from django.conf import settings

settings.configure(EMAIL_BACKEND="", DEFAULT_CHARSET="utf-8", ANYMAIL={})
django.setup()

from anymail.message import AnymailMessage
from django.core.mail import get_connection

# Each with the answer that lets its backend go on, its settings and the headers that matter.
ACCEPTED = {
    "brevo": ({"messageId": "<a@example.com>"}, {"api_key": "planted-key"}, ["api-key"]),
    "resend": ({"id": "re_1"}, {"api_key": "planted-key"}, ["Authorization"]),
    "postmark": (
        {"To": EMAIL, "MessageID": "pm-1", "ErrorCode": 0, "Message": "OK"},
        {"server_token": "planted-token"},
        ["X-Postmark-Server-Token"],
    ),
    "sendgrid": ({}, {"api_key": "planted-key", "generate_message_id": False}, ["Authorization"]),
    "mailgun": (
        {"id": "<a@d.example>", "message": "Queued. Thank you."},
        {"api_key": "planted-key", "sender_domain": "d.example"},
        ["Authorization"],
    ),
    "postal": (
        {"status": "success", "data": {"message_id": "m@p", "messages": {EMAIL: {"id": 1, "token": "t"}}}},
        {"api_key": "planted-key"},
        ["X-Server-API-Key"],
    ),
}
# Where the backend's default URL has a path, the listener's has it too.
PATHS = {"brevo": "/v3/", "sendgrid": "/v3/", "mailgun": "/v3/"}


def mail(connection, esp):
    message = AnymailMessage(SUBJECT, TEXT, SENDER, [EMAIL], connection=connection)
    message.attach_alternative(HTML, "text/html")
    message.attach(FILE_NAME, FILE_BYTES, FILE_TYPE)
    if esp != "postal":  # which has no metadata
        message.metadata = {"ref": KEY}
    return message


for esp, (answer, options, headers) in ACCEPTED.items():
    with recorder(answer) as (base, requests):
        options = options | {"api_url": base + PATHS.get(esp, "/")}
        connection = get_connection(f"anymail.backends.{esp}.EmailBackend", **options)
        mail(connection, esp).send()
    write(esp, "mail", "django-anymail", request=recorded(requests[0], headers))
