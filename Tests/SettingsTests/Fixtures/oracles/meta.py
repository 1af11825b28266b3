"""WhatsApp Cloud API: bodies that pywa sends, callbacks as it reads and verifies them."""

import hashlib
import hmac
import logging

import httpx
from common import *
from pywa import WhatsApp, errors, types
from pywa.types import templates

PRESET = "meta-cloud"
PHONE_ID = "1066"
SECRET = "planted-app_secret"
# As Meta writes her: without the ninth digit, and with the id that she has for this business alone.
CONTACT = {"profile": {"name": NAME}, "wa_id": "551187654321", "user_id": "BR.1001"}


def client(requests):
    """A client whose HTTP goes nowhere but into `requests`."""

    def record(request):
        requests.append((request.method, request.url.path, dict(request.headers), request.content))
        answer = {"messaging_product": "whatsapp", "contacts": [{"input": DIGITS, "wa_id": DIGITS}]}
        return httpx.Response(200, json=answer | {"messages": [{"id": "wamid.A"}], "id": "900"})

    return WhatsApp(
        phone_id=PHONE_ID,
        token="planted-token",
        session=httpx.Client(transport=httpx.MockTransport(record)),
        server=None,
        app_secret=SECRET,
        verify_token="planted-verify_token",
    )


def bodies():
    body = templates.BodyText
    header = templates.HeaderDocument.params(document="900", filename=FILE_NAME)
    portuguese = templates.TemplateLanguage.PORTUGUESE_BR
    cases = {
        "text": lambda wa: wa.send_message(DIGITS, TEXT, tracker=KEY),
        "template-positional": lambda wa: wa.send_template(
            DIGITS, "fatura_vencida", portuguese, [body.params("Maria", "129,90")], tracker=KEY
        ),
        "template-named": lambda wa: wa.send_template(
            DIGITS, "fatura_vencida", portuguese, [body.params(nome="Maria", valor="129,90")], tracker=KEY
        ),
        "template-document": lambda wa: wa.send_template(
            DIGITS, "fatura_vencida", portuguese, [header, body.params("Maria", "129,90")], tracker=KEY
        ),
        "document-link": lambda wa: wa.send_document(DIGITS, FILE_URL, FILE_NAME, TEXT, tracker=KEY),
        "document-id": lambda wa: wa.send_document(DIGITS, "900", FILE_NAME, TEXT, tracker=KEY),
        "upload": lambda wa: wa.upload_media(FILE_BYTES, mime_type=FILE_TYPE, filename=FILE_NAME),
        "interactive": lambda wa: wa.send_message(
            DIGITS, TEXT, buttons=[types.Button("Já paguei", "pago"), types.Button("Parar", "parar")], tracker=KEY
        ),
    }
    for case, send in cases.items():
        requests = []
        send(client(requests))
        write(PRESET, case, "pywa", request=recorded(requests[-1], ["Authorization"]))


def change(field, **value):
    metadata = {"display_phone_number": "551140000000", "phone_number_id": PHONE_ID}
    value = {"messaging_product": "whatsapp", "metadata": metadata} | value
    return {"object": "whatsapp_business_account", "entry": [{"id": "77", "changes": [{"value": value, "field": field}]}]}


def status(word, at, **more):
    word = {"id": "wamid.A", "status": word, "timestamp": str(at), "recipient_id": "551187654321"}
    return change("messages", contacts=[CONTACT], statuses=[word | {"biz_opaque_callback_data": KEY} | more])


def error(code, title, details):
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}}


def message(**content):
    common = {"from": "551187654321", "id": "wamid.B", "timestamp": str(NOW)}
    return change("messages", contacts=[CONTACT], messages=[common | content])


def read(body, signature):
    """What pywa makes of a callback, once it has verified the signature."""
    wa = client([])
    assert wa.webhook_update_validator(body, signature) is None
    assert wa.webhook_update_validator(body + b" ", signature) is not None
    seen = []
    for on_update in (wa.on_message, wa.on_message_status, wa.on_callback_button):
        on_update(lambda _, update: seen.append(update))
    wa.webhook_update_handler(body)
    (update,) = seen
    return update


def callbacks():
    cases = {
        "status-sent": status("sent", NOW),
        "status-delivered": status("delivered", NOW + 5),
        "status-read": status("read", NOW + 60),
        "status-failed": status(
            "failed", NOW, errors=[error(131026, "Message undeliverable", "Message Undeliverable.")]
        ),
        "status-failed-window": status(
            "failed", NOW, errors=[error(131047, "Re-engagement message", "More than 24 hours have passed.")]
        ),
        "inbound-text": message(type="text", text={"body": "PARAR"}),
        "inbound-button": message(
            type="button", button={"payload": "Parar", "text": "Parar"}, context={"from": "551140000000", "id": "wamid.A"}
        ),
    }
    for case, update in cases.items():
        body = compact(update)
        signature = "sha256=" + hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        update = read(body.encode(), signature)
        reading = {"id": update.id, "at": int(update.timestamp.timestamp()), "from": update.from_user.wa_id}
        if isinstance(update, types.MessageStatus):
            reading |= {"status": update.status.value, "ref": update.tracker}
            if update.error:
                reading |= {"code": update.error.code, "class": type(update.error).__name__}
        elif isinstance(update, types.CallbackButton):
            reading |= {"text": update.title, "data": update.data}
        else:
            reading |= {"text": update.text}
        write(PRESET, case, "pywa", callback=callback(body, headers={"X-Hub-Signature-256": signature}), reading=reading)


def codes():
    """Every error of sending that pywa tells apart: its code, its class and the family of the class."""
    families = (errors.AuthorizationError, errors.ThrottlingError, errors.IntegrityError, errors.SendMessageError)
    known = [
        {"code": code, "class": kind.__name__, "family": family.__name__}
        for family in families
        for kind in family.__subclasses__()
        for code in (kind.__error_codes__ if not isinstance(kind.__error_codes__, range) else (200, 299))
    ]
    write(PRESET, "codes", "pywa", reading={"codes": known})


# It complains of the forged ones, which are meant.
logging.getLogger("pywa").setLevel(logging.CRITICAL)
bodies()
callbacks()
codes()
