"""Twilio: forms that its client sends, and callbacks signed by its own RequestValidator."""

from urllib.parse import urlencode, urlsplit

from common import *
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "planted-token"
FROM = "+551140000000"
# Twilio signs the URL that it was given, so the receiver has to know it.
HOOK = "https://carteiro.example/hooks/gateway"


class Local(TwilioHttpClient):
    """Sends what is meant for Twilio to a listener on loopback."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, url, *args, **kwargs):
        return super().request(method, self.base + urlsplit(url).path, *args, **kwargs)


def bodies():
    e164 = "+" + DIGITS
    cases = {
        ("twilio-sms", "text"): {"to": e164, "from_": FROM, "body": TEXT, "status_callback": HOOK},
        ("twilio-whatsapp", "text"): {
            "to": f"whatsapp:{e164}", "from_": f"whatsapp:{FROM}", "body": TEXT, "status_callback": HOOK,
        },
        ("twilio-whatsapp", "document"): {
            "to": f"whatsapp:{e164}", "from_": f"whatsapp:{FROM}", "body": TEXT, "media_url": [FILE_URL],
            "status_callback": HOOK,
        },
        ("twilio-whatsapp", "template"): {
            "to": f"whatsapp:{e164}", "from_": f"whatsapp:{FROM}", "content_sid": "HX01",
            "content_variables": compact({"1": "Maria", "2": "129,90"}), "status_callback": HOOK,
        },
    }
    for (preset, case), message in cases.items():
        with recorder({"sid": "SM01", "status": "queued"}, status=201) as (base, requests):
            Client(ACCOUNT, TOKEN, http_client=Local(base)).messages.create(**message)
        write(preset, case, "twilio", request=recorded(requests[0], ["Authorization"]))


def callbacks():
    common = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}
    to = {"To": "whatsapp:+551187654321", "From": f"whatsapp:{FROM}"}
    back = {"From": "whatsapp:+551187654321", "To": f"whatsapp:{FROM}"}
    sms = {"To": "+" + DIGITS, "From": FROM}
    sms_back = {"From": "+" + DIGITS, "To": FROM}
    message = {"MessageSid": "SM01", "SmsSid": "SM01"}
    inbound = {"MessageSid": "SM02", "SmsSid": "SM02", "NumMedia": "0"}
    cases = {
        ("twilio-whatsapp", "status-delivered"): message | to | {"MessageStatus": "delivered"},
        ("twilio-whatsapp", "status-read"): message | to | {"MessageStatus": "read"},
        ("twilio-whatsapp", "status-failed"): message | to | {"MessageStatus": "failed", "ErrorCode": "63024"},
        ("twilio-whatsapp", "inbound-text"): inbound
        | back | {"Body": "Já paguei, obrigada", "WaId": "551187654321", "ProfileName": NAME},
        ("twilio-whatsapp", "inbound-stop"): inbound
        | back | {"Body": "PARAR", "WaId": "551187654321", "ProfileName": NAME, "OptOutType": "STOP"},
        ("twilio-sms", "status-delivered"): message | sms | {"MessageStatus": "delivered", "SmsStatus": "delivered"},
        ("twilio-sms", "status-undelivered"): message
        | sms | {"MessageStatus": "undelivered", "SmsStatus": "undelivered", "ErrorCode": "30005"},
        ("twilio-sms", "inbound-text"): inbound | sms_back | {"Body": "Já paguei & mandei = ok?"},
        ("twilio-sms", "inbound-stop"): inbound | sms_back | {"Body": "PARAR", "OptOutType": "STOP"},
    }
    validator = RequestValidator(TOKEN)
    for (preset, case), fields in cases.items():
        fields = fields | common
        signature = validator.compute_signature(HOOK, fields)
        assert validator.validate(HOOK, fields, signature)
        assert not validator.validate(HOOK + "/x", fields, signature)
        write(
            preset, case, "twilio",
            callback=callback(
                urlencode(fields), "application/x-www-form-urlencoded; charset=UTF-8",
                {"X-Twilio-Signature": signature}, url=HOOK),
            reading={name: fields[name] for name in ("MessageSid", "MessageStatus", "ErrorCode", "From", "To", "Body",
                                                     "OptOutType") if name in fields},
        )


bodies()
callbacks()
