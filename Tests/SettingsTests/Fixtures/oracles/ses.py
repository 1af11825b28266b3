"""Amazon SES, API 2: the bodies that boto3 sends, recorded on loopback."""

import boto3
from botocore.config import Config
from common import *

MIME = (
    f"From: {SENDER}\r\nTo: {EMAIL}\r\nSubject: Fatura\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nOla, Maria\r\n"
).encode()


def text(value):
    return {"Data": value, "Charset": "UTF-8"}


ATTACHMENT = {
    "RawContent": FILE_BYTES, "FileName": FILE_NAME, "ContentType": FILE_TYPE, "ContentDisposition": "ATTACHMENT",
    "ContentTransferEncoding": "BASE64",
}
CONTENTS = {
    "simple": {"Simple": {
        "Subject": text(SUBJECT), "Body": {"Text": text(TEXT), "Html": text(HTML)}, "Attachments": [ATTACHMENT]}},
    "raw": {"Raw": {"Data": MIME}},
}

for case, content in CONTENTS.items():
    with recorder({"MessageId": "ses-1"}) as (base, requests):
        client = boto3.client(
            "sesv2", endpoint_url=base, region_name="sa-east-1", aws_access_key_id="planted-key_id",
            aws_secret_access_key="planted-secret_key", config=Config(retries={"max_attempts": 1}))
        client.send_email(
            FromEmailAddress=SENDER, Destination={"ToAddresses": [EMAIL]}, Content=content,
            EmailTags=[{"Name": "ref", "Value": KEY}])
    write("ses-v2", case, "boto3", request=recorded(requests[0]))
