"""Mail services: callbacks in the shapes that their documentation gives, as django-anymail's webhook views read them."""

import base64
import hashlib
import hmac
from datetime import datetime, timezone

from common import *

import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], DEFAULT_CHARSET="utf-8", ANYMAIL={}, USE_TZ=True)
django.setup()

import svix.webhooks
from anymail.webhooks import amazon_ses, brevo, mailgun, postal, postmark, resend, sendgrid
from django.test import RequestFactory

STAMP = datetime.fromtimestamp(NOW, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
RESEND_KEY = "whsec_" + base64.b64encode(b"a key of Resend, planted").decode()
BASIC = "Basic " + base64.b64encode(b"carteiro:planted-hook").decode()
RFC_ID = "20260921141320.1.a@d.example"


def brevo_events():
    def event(name, **more):
        common = {"event": name, "email": EMAIL, "id": 1, "date": "2026-09-21 11:13:20", "ts": NOW,
                  "message-id": f"<{RFC_ID}>", "ts_epoch": NOW * 1000, "subject": SUBJECT}
        return common | {"X-Mailin-custom": compact({"ref": KEY})} | more

    yield "delivered", event("delivered")
    yield "bounced", event("hard_bounce", reason="550 5.1.1 user unknown")
    yield "soft-bounced", event("soft_bounce", reason="452 4.2.2 mailbox full")
    yield "blocked", event("blocked", reason="blocked : due to blacklist user")
    yield "invalid", event("invalid_email")
    yield "complained", event("spam")
    yield "unsubscribed", event("unsubscribed")
    yield "unsubscribe", event("unsubscribe")
    yield "deferred", event("deferred", reason="421 try later")


def resend_events():
    def event(name, **more):
        data = {"email_id": "re_1", "created_at": STAMP, "from": SENDER, "to": [EMAIL], "subject": SUBJECT}
        return {"type": f"email.{name}", "created_at": STAMP, "data": data | more}

    yield "delivered", event("delivered")
    bounce = {"message": "The recipient's mailbox does not exist.", "type": "Permanent", "subType": "General"}
    yield "bounced", event("bounced", bounce=bounce)
    yield "bounced-transient", event("bounced", bounce=bounce | {"type": "Transient", "subType": "MailboxFull"})
    yield "complained", event("complained")
    yield "delayed", event("delivery_delayed")
    yield "failed", event("failed", failed={"reason": "reached_daily_quota"})
    yield "opened", event("opened")


def postmark_events():
    common = {"MessageID": "pm-1", "MessageStream": "outbound", "ServerID": 23, "Metadata": {"ref": KEY}, "Tag": ""}

    def bounce(kind, code, inactive=False):
        return common | {"RecordType": "Bounce", "Type": kind, "TypeCode": code, "ID": 4, "Email": EMAIL, "From": SENDER,
                         "BouncedAt": STAMP, "Inactive": inactive, "CanActivate": True, "Subject": SUBJECT,
                         "Description": kind, "Details": "smtp;550 5.1.1"}

    yield "delivered", common | {"RecordType": "Delivery", "Recipient": EMAIL, "DeliveredAt": STAMP, "Details": "250 ok"}
    yield "bounced", bounce("HardBounce", 1, True)
    yield "soft-bounced", bounce("SoftBounce", 4096)
    yield "transient", bounce("Transient", 2)
    yield "bad-address", bounce("BadEmailAddress", 100000)
    yield "complained", bounce("SpamComplaint", 512, True) | {"RecordType": "SpamComplaint"}
    change = common | {"RecordType": "SubscriptionChange", "Recipient": EMAIL, "ChangedAt": STAMP, "Origin": "Recipient"}
    yield "unsubscribed", change | {"SuppressSending": True, "SuppressionReason": "ManualSuppression"}
    yield "resubscribed", change | {"SuppressSending": False, "SuppressionReason": None}


def sendgrid_events():
    def event(name, **more):
        return [{"email": EMAIL, "timestamp": NOW, "event": name, "sg_event_id": "E1", "ref": KEY,
                 "sg_message_id": "sg1.recvd-5f-1-1.0", "smtp-id": "<sg1@geopod>"} | more]

    yield "delivered", event("delivered", response="250 OK")
    yield "bounced", event("bounce", type="bounce", status="5.1.1", reason="550 5.1.1 unknown")
    yield "blocked", event("bounce", type="blocked", status="4.7.1", reason="421 greylisted")
    yield "dropped", event("dropped", reason="Bounced Address")
    yield "complained", event("spamreport")
    yield "unsubscribed", event("unsubscribe")
    yield "deferred", event("deferred", response="450 later", attempt="1")
    yield "many", event("processed") + event("delivered", response="250 OK") + event("open")


def mailgun_events():
    def event(name, **more):
        token = "0123456789abcdef0123456789abcdef0123456789abcdef01"
        signature = hmac.new(b"planted-hook", f"{NOW}{token}".encode(), hashlib.sha256).hexdigest()
        data = {"event": name, "id": "ev1", "timestamp": NOW + 0.5, "recipient": EMAIL,
                "message": {"headers": {"message-id": RFC_ID, "to": EMAIL, "from": SENDER, "subject": SUBJECT}},
                "user-variables": {"ref": KEY}}
        return {"signature": {"timestamp": str(NOW), "token": token, "signature": signature}, "event-data": data | more}

    yield "delivered", event("delivered", **{"delivery-status": {"code": 250, "message": "OK"}})
    failed = {"delivery-status": {"code": 550, "message": "5.1.1 user unknown", "description": ""}}
    yield "bounced", event("failed", severity="permanent", reason="bounce", **failed)
    yield "temporary", event("failed", severity="temporary", reason="generic", **failed)
    yield "suppressed", event("failed", severity="permanent", reason="suppress-bounce", **failed)
    yield "complained", event("complained")
    yield "unsubscribed", event("unsubscribed")


def postal_events():
    message = {"id": 12, "token": "t12", "direction": "outgoing", "message_id": "m@p", "to": EMAIL, "from": SENDER,
               "subject": SUBJECT, "timestamp": NOW, "spam_status": "NotSpam", "tag": None}

    def event(name, **payload):
        return {"event": name, "timestamp": NOW + 0.25, "payload": payload, "uuid": "u-1"}

    def status(name, word):
        return event(name, message=message, status=word, details=f"{word} by mx.example", output="550", timestamp=NOW)

    yield "delivered", status("MessageSent", "Sent")
    yield "failed", status("MessageDeliveryFailed", "HardFail")
    yield "delayed", status("MessageDelayed", "SoftFail")
    yield "held", status("MessageHeld", "Held")
    yield "bounced", event("MessageBounced", original_message=message, bounce=message | {"id": 13, "message_id": "b@p"})


def ses_events():
    mail = {"timestamp": STAMP, "messageId": "ses-1", "source": SENDER, "destination": [EMAIL], "tags": {"ref": [KEY]}}

    def event(kind, **more):
        inner = {"eventType": kind, "mail": mail} | more
        return {"Type": "Notification", "MessageId": "sns-1", "TopicArn": "arn:aws:sns:sa-east-1:1:ses",
                "Message": compact(inner), "Timestamp": STAMP, "SignatureVersion": "1"}

    def bounce(kind, sub):
        recipient = {"emailAddress": EMAIL, "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
        return event("Bounce", bounce={"bounceType": kind, "bounceSubType": sub, "timestamp": STAMP,
                                       "bouncedRecipients": [recipient]})

    yield "delivered", event("Delivery", delivery={"timestamp": STAMP, "recipients": [EMAIL], "smtpResponse": "250 ok"})
    yield "bounced", bounce("Permanent", "General")
    yield "bounced-transient", bounce("Transient", "MailboxFull")
    yield "complained", event("Complaint", complaint={"timestamp": STAMP, "complainedRecipients": [{"emailAddress": EMAIL}],
                                                      "complaintFeedbackType": "abuse"})
    yield "rejected", event("Reject", reject={"reason": "Bad content"})


def postal_view():
    """Postal signs with a key pair, which Carteiro does not verify: any of anymail's own choice does."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(65537, 1024)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    view = postal.PostalTrackingWebhookView(webhook_key="".join(public.decode().splitlines()[1:-1]))
    sign = lambda body: base64.b64encode(key.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()
    return view, sign


def resend_headers(body):
    signature = svix.webhooks.Webhook(RESEND_KEY).sign("msg_e1", datetime.fromtimestamp(NOW, timezone.utc), body)
    return {"svix-id": "msg_e1", "svix-timestamp": str(NOW), "svix-signature": signature}


SNS = {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "sns-1"}
# The events, the view, and the headers that go with a body.
SERVICES = {
    "brevo": (brevo_events, brevo.BrevoTrackingWebhookView(), lambda _: {"Authorization": BASIC}),
    "resend": (resend_events, resend.ResendTrackingWebhookView(signing_secret=RESEND_KEY), resend_headers),
    "postmark": (postmark_events, postmark.PostmarkTrackingWebhookView(), lambda _: {"Authorization": BASIC}),
    "sendgrid": (sendgrid_events, sendgrid.SendGridTrackingWebhookView(), lambda _: {}),
    "mailgun": (mailgun_events, mailgun.MailgunTrackingWebhookView(webhook_signing_key="planted-hook"), lambda _: {}),
    "postal": (postal_events, None, lambda _: {}),
    "ses-v2": (ses_events, amazon_ses.AmazonSESTrackingWebhookView(), lambda _: SNS),
}


def read(view, body, kind, headers):
    request = RequestFactory().post("/", body.encode(), content_type=kind, headers=headers)
    with patch_clock():
        view.run_validators(request)
    return [
        {
            "type": event.event_type, "id": str(event.message_id), "to": event.recipient,
            "at": int(event.timestamp.timestamp()) if event.timestamp else None, "ref": (event.metadata or {}).get("ref"),
            "reason": event.reject_reason,
        }
        for event in view.parse_events(request)
    ]


def patch_clock():
    from unittest.mock import patch

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(NOW, tz)

    return patch("standardwebhooks.webhooks.datetime", Then)


for preset, (events, view, headers) in SERVICES.items():
    # SNS says text/plain of its JSON.
    kind = "text/plain; charset=UTF-8" if preset == "ses-v2" else "application/json"
    for case, event in events():
        body = compact(event)
        sent = headers(body)
        if preset == "postal":
            view, sign = postal_view()
            reading = read(view, body, kind, {"X-Postal-Signature": sign(body.encode())})
        else:
            reading = read(view, body, kind, sent)
        secrets = {"hook": RESEND_KEY} if preset == "resend" else {}
        write(preset, f"event-{case}", "django-anymail", callback=callback(body, kind, sent),
              reading={"events": reading} | ({"secrets": secrets} if secrets else {}))
