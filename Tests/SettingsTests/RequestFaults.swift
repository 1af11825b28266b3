extension Fault {
    private static let url = "url: \"http://127.0.0.1:9000/send\""

    static let requests: [Fault] = [
        Fault(
            "no request", "    request: ", "    # request: ",
            """
            8 error: endpoints.gateway.request is missing (say how a message becomes an HTTP request, such as {text: \
            {url: …, json: …}})
            """),
        Fault(
            "no text request", "request: {text: ", "request: {line: ",
            """
            9 error: endpoints.gateway.request.text is missing (it is the request of every message, and of the parts \
            that have none of their own)
            """),
        Fault(
            "no URL", url + ", ", "",
            """
            9 error: endpoints.gateway.request.text.url is missing (such as https://example.com/send)
            """),
        Fault(
            "another scheme", "http://127.0.0.1:9000/send", "ftp://127.0.0.1/send",
            """
            9 error: endpoints.gateway.request.text.url: the URL does not begin with http://, https://, smtp:// or \
            smtps:// (write it out, or give `with` a url that begins with one of them)
            """),
        Fault(
            "no host", "http://127.0.0.1:9000/send", "http:///send",
            """
            9 error: endpoints.gateway.request.text.url: the URL names no host
            """),
        Fault(
            "a host from the payload", "http://127.0.0.1:9000/send", "http://{{payload.host}}/send",
            """
            9 error: endpoints.gateway.request.text.url: a message's value stands in the URL's host (put it after a \
            slash or a question mark)
            """),
        Fault(
            "a password in the URL", "http://127.0.0.1:9000/send", "http://u:planted-7f3a@h/send",
            """
            9 error: endpoints.gateway.request.text.url has a user name or a password in it (use `auth` with a \
            secret instead)
            """),
        Fault(
            "a misspelt variable", "{{to.digits}}", "{{to.digit}}",
            """
            9 error: endpoints.gateway.request.text.json.to: there is no variable "to.digit" (did you mean \
            to.digits?)
            """),
        Fault(
            "an unknown secret", "{{text}}", "{{text}}{{secret.key}}",
            """
            9 error: endpoints.gateway.request.text.json.text: "secret.key" is used, but `secrets` has no "key" (add \
            it under `secrets`)
            """),
        Fault(
            "an unknown parameter", "127.0.0.1:9000", "{{with.host}}",
            """
            9 error: endpoints.gateway.request.text.url: "with.host" is used, but `with` has no "host" (add it under \
            `with`)
            9 error: endpoints.gateway.request.text.url: a message's value stands in the URL's host (put it after a \
            slash or a question mark)
            """),
        Fault(
            "an open section", "{{text}}", "{{#text}}",
            """
            9 error: endpoints.gateway.request.text.json.text is not a valid template: section {{#text}} is not \
            closed (a placeholder is written {{name}}, a section {{#name}} … {{/name}})
            """),
        Fault(
            "an open placeholder", "{{text}}", "{{text",
            """
            9 error: endpoints.gateway.request.text.json.text is not a valid template: the tag is not closed, or its \
            name is malformed (a placeholder is written {{name}}, a section {{#name}} … {{/name}})
            """),
        Fault(
            "two bodies", url, url + ", raw: \"{{text}}\"",
            """
            9 error: endpoints.gateway.request.text has more than one body: json or raw (keep one of them)
            """),
        Fault(
            "a body of a GET request", url, url + ", method: GET",
            """
            9 error: endpoints.gateway.request.text is a GET request with a body (use `query`, or POST)
            """),
        Fault(
            "another method", url, url + ", method: SEND",
            """
            9 error: endpoints.gateway.request.text.method must be GET, POST, PUT, PATCH or DELETE, but is "SEND"
            """),
        Fault(
            "a type for JSON", url, url + ", content_type: text/json",
            """
            9 error: endpoints.gateway.request.text.content_type goes with `raw` only (set another type under \
            `headers`)
            """),
        Fault(
            "a header of Carteiro's own", url, url + ", headers: {User-Agent: me}",
            """
            9 error: endpoints.gateway.request.text.headers: the header User-Agent is set by Carteiro itself (leave \
            it out)
            """),
        Fault(
            "a header with a secret in clear", url, url + ", headers: {Authorization: Bearer planted-7f3a}",
            """
            9 error: endpoints.gateway.request.text.headers.Authorization must name a secret, never hold one (add \
            the secret to `secrets` and write "{{secret.NAME}}" here)
            """),
        Fault(
            "a key in clear", url, url + ", headers: {apikey: planted-7f3a}",
            """
            9 warning: endpoints.gateway.request.text.headers.apikey seems to hold a secret in clear (add the secret \
            to `secrets` and write "{{secret.NAME}}" here)
            """),
        Fault(
            "a list of headers", url, url + ", headers: [a, b]",
            """
            9 error: endpoints.gateway.request.text.headers must be a mapping of names to texts, but is a list
            """),
        Fault(
            "a secret in a URL", url,
            "url: \"http://h/send?key={{secret.key}}\"",
            """
            9 warning: endpoints.gateway.request.text.url has a secret in its query (servers and proxies write URLs \
            into their logs: use a header if the gateway takes one)
            9 error: endpoints.gateway.request.text.url: "secret.key" is used, but `secrets` has no "key" (add it \
            under `secrets`)
            """),
        .endpoint(
            "a token in clear", "auth: {bearer: planted-7f3a}",
            """
            11 error: endpoints.gateway.auth.bearer must name a secret, never hold one (add the secret to `secrets` \
            and write "{{secret.NAME}}" here)
            """),
        .endpoint(
            "a token that is no secret", "auth: {bearer: \"{{with.token}}\"}",
            """
            11 error: endpoints.gateway.auth.bearer must name a secret of `secrets` (write "{{secret.NAME}}")
            """),
        .endpoint(
            "a password in clear", "auth: {basic: {user: me, password: planted-7f3a}}",
            """
            11 error: endpoints.gateway.auth.basic.password must name a secret, never hold one (add the secret to \
            `secrets` and write "{{secret.NAME}}" here)
            """),
        .endpoint(
            "no password", "auth: {basic: {user: me}}",
            """
            11 error: endpoints.gateway.auth.basic.password is missing (such as {user: carteiro, password: \
            "{{secret.NAME}}"})
            """),
        .endpoint(
            "no way of authorization", "auth: {}",
            """
            11 error: endpoints.gateway.auth must name one way (such as {bearer: "{{secret.NAME}}"})
            """),
        .endpoint(
            "a placeholder in a parameter", "with: {url: \"{{secret.key}}\"}",
            """
            11 error: endpoints.gateway.with.url has a placeholder or a control character in it (values of `with` \
            are taken as they are)
            """),
        .endpoint(
            "a parameter that is a list", "with: {url: [a]}",
            """
            11 error: endpoints.gateway.with.url must be a single value, but is a list
            """),
        Fault(
            "a fault in a block",
            #"request: {text: {url: "http://127.0.0.1:9000/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}"#,
            """
            request:
                  text:
                    url: http://127.0.0.1:9000/send
                    raw: |
                      {{text}}
                      {{lines}}
            """,
            """
            14 error: endpoints.gateway.request.text.raw: there is no variable "lines" (there are amount.cents, \
            callback_url, client_id, file.base64, file.data_uri, file.name, file.size, file.type, file.url, html, item, message.id, \
            message.key, message.not_after, mime.base64, mime.text, payload, subject, template.language, \
            template.name, template.parameters, text, to.captured, to.digits, to.e164, to.email, to.jid, to.national, \
            to.number, captured.…, payload.…, secret.…, with.…)
            """),
    ]
}
