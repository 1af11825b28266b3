extension Fault {
    private static let url = "url: \"http://127.0.0.1:9000/send\""
    private static let body = #"json: {to: "{{to.digits}}", text: "{{text}}"}"#

    /// A fault in keys that stand in the place of the text request's body, in line 9.
    private static func body(_ name: String, _ keys: String, _ expected: String) -> Fault {
        Fault(name, body, keys, expected)
    }

    static let language: [Fault] = [
        body(
            "two bodies", "json: {}, multipart: {a: b}",
            """
            9 error: endpoints.gateway.request.text has more than one body: json or multipart (keep one of them)
            """),
        body(
            "a name of nothing but a question mark", "json: {\"?\": x}",
            """
            9 error: endpoints.gateway.request.text.json has a name that is nothing but `?` (the `?` follows the name of \
            what may be left out)
            """),
        body(
            "a name with and without the question mark", "json: {a: x, \"a?\": \"{{subject}}\"}",
            """
            9 error: endpoints.gateway.request.text.json.a: the name stands twice in one object
            """),
        body(
            "a file where there may be none", "json: {file: \"{{file.base64}}\"}",
            """
            9 error: endpoints.gateway.request.text.json.file: "file.base64" is used where it has to have a value, but \
            there may be no file (let the name of what it stands in end in `?`, which is left out then)
            """),
        body(
            "a file in a form", "form: {file: {file: true}}",
            """
            9 error: endpoints.gateway.request.text.form.file is a file in a `form`, which cannot carry it (write \
            `multipart` instead of `form`)
            """),
        body(
            "a field that is nothing", "multipart: {file: {name: x}, other: {file: true, json: {}}}",
            """
            9 error: endpoints.gateway.request.text.multipart.file must be one thing (a field is a text, {json: …} or, in \
            `multipart`, {file: true})
            9 error: endpoints.gateway.request.text.multipart.other must be one thing (a field is a text, {json: …} or, in \
            `multipart`, {file: true})
            """),
        body(
            "a file that is not to be there", "multipart: {file: {file: false}}",
            """
            9 error: endpoints.gateway.request.text.multipart.file.file must be true (remove the field if there is to be \
            none)
            9 error: endpoints.gateway.request.text.multipart.file: a file has to be there, but there may be none (let the \
            field's name end in `?`)
            """),
        body(
            "a list in a form", "form: {a: [b]}",
            """
            9 error: endpoints.gateway.request.text.form.a must be a text, but is a list (put a placeholder in quotation \
            marks: "{{name}}")
            """),
        body(
            "an each beside other members", "json: {\"each template.parameters\": {}, a: b}",
            """
            9 error: endpoints.gateway.request.text.json has an `each` beside other members ({"each NAME": …} stands for a \
            whole array)
            """),
        body(
            "an each over something unknown", "json: {a: {\"each payload.x\": {}}}",
            """
            9 error: endpoints.gateway.request.text.json.a: there is no list "payload.x" (there are template.parameters)
            """),
        body(
            "an each that ends in a question mark", "json: {a: {\"each template.parameters?\": {}}}",
            """
            9 error: endpoints.gateway.request.text.json.a has an `each` that ends in `?` (put the `?` at the name of the \
            member that the array is the value of)
            9 error: endpoints.gateway.request.text.json.a: there is no list "template.parameters" here (it is for the \
            request `template` only)
            """),
        body(
            "a mail without a sender", "mime: {}",
            """
            9 error: endpoints.gateway.request.text.mime.from is missing (such as from: "Fibra Norte \
            <cobranca@example.com>")
            """),
        body(
            "a mail that nobody uses", "mime: {from: a@example.com}",
            """
            9 error: endpoints.gateway.request.text.mime: the mail is not used (put {{mime.text}} or {{mime.base64}} into \
            the body, or give the URL of a mail server)
            """),
        body(
            "a mail's key twice", "mime: {from: a@example.com, html: x, \"html?\": y}, raw: \"{{mime.text}}\"",
            """
            9 error: endpoints.gateway.request.text.mime.html? stands beside `html` (keep one of them)
            """),
        Fault(
            "a mail server without a mail", "http://127.0.0.1:9000/send", "smtp://127.0.0.1:25",
            """
            9 error: endpoints.gateway.request.text.url: a mail server takes mails only (describe the mail, such as \
            `mime: {from: "Fibra Norte <cobranca@example.com>"}`)
            9 error: endpoints.gateway.request.text: a mail server takes no other body than `mime` (leave it out)
            """),
        Fault(
            "a mail's header with a line break", url + ", " + body,
            #"url: "smtp://127.0.0.1", mime: {from: a@example.com, headers: {X-A: "a\nb", Bcc: c@example.com}}"#,
            """
            9 error: endpoints.gateway.request.text.mime.headers.Bcc: the header field Bcc is set by the mail itself \
            (leave it out)
            9 error: endpoints.gateway.request.text.mime.headers.X-A: the value has a control character
            """),
        .endpoint(
            "STARTTLS for HTTP", "tls: {starttls: required}",
            """
            11 error: endpoints.gateway.tls.starttls: means something for smtp:// only (smtps:// and https:// speak TLS \
            from the start)
            """),
        .endpoint(
            "another word for STARTTLS", "tls: {starttls: maybe}",
            """
            11 error: endpoints.gateway.tls.starttls must be required or off, but is "maybe"
            """),
        .endpoint(
            "a recheck without a precheck", "classify: [{when: {http: 400}, outcome: recheck}]",
            """
            11 error: endpoints.gateway.classify: the outcome `recheck` needs `precheck` (say how the gateway is asked for \
            a number)
            """),
        .endpoint(
            "a precheck that decides nothing", "precheck: {request: {url: \"http://h/\"}, exists: {http: 200}}",
            """
            11 error: endpoints.gateway.precheck.missing is missing (what an answer looks like then, such as {http: 200, \
            json: {path: numberExists, equals: true}})
            """),
        .endpoint(
            "a precheck of a file",
            "precheck: {request: {url: \"http://h/{{file.name}}\"}, exists: {http: 200}, missing: {http: 404}}",
            """
            11 error: endpoints.gateway.precheck.request.url: "file.name" is used where there is no file (a file goes \
            along with `request.document`, `request.qr` or the text)
            """),
        .endpoint(
            "health of a message", "health: {url: \"http://h/{{to.digits}}\", ok: {path: state, equals: open}}",
            """
            11 error: endpoints.gateway.health.request.url: "to.digits" is not known here: this is the same for all \
            messages (use with.…, secret.… and captured.…)
            """),
        .endpoint(
            "health asked twice", "health: {url: \"http://h/\", request: {url: \"http://h/\"}}",
            """
            11 error: endpoints.gateway.health must have either `url` or `request` (such as {url: "{{with.url}}/status", \
            ok: {path: state, equals: open}})
            """),
        .endpoint(
            "three signing secrets", "signing: [{env: GATEWAY_KEY}, {env: GATEWAY_KEY}, {env: GATEWAY_KEY}]",
            """
            11 error: endpoints.gateway.signing has 3 secrets (name one, or two while one replaces the other)
            """),
        .endpoint(
            "two ways of authorization", "auth: {bearer: \"{{secret.a}}\"}\n    auth?: {bearer: \"{{secret.a}}\"}",
            """
            12 error: endpoints.gateway.auth? stands beside `auth` (keep one of them)
            12 error: endpoints.gateway.auth.bearer: "secret.a" is used, but `secrets` has no "a" (add it under `secrets`)
            """),
    ]

    // MARK: - Steps

    private static func before(_ name: String, _ steps: String, _ expected: String) -> Fault {
        Fault(name, url, "before: [\(steps)], \(url)", expected)
    }

    static let steps: [Fault] = [
        before(
            "a step without a name", "{url: \"http://h/\"}",
            """
            9 error: endpoints.gateway.request.text.before[0].name is missing (such as upload: it is told of in the log)
            """),
        before(
            "two steps of a name", "{name: a, url: \"http://h/\"}, {name: a, url: \"http://h/\"}",
            """
            9 error: endpoints.gateway.request.text.before[1].name is the name of a step before, too
            """),
        before(
            "a step without a URL", "{name: a}",
            """
            9 error: endpoints.gateway.request.text.before[0].url is missing (such as https://example.com/send)
            """),
        before(
            "a capture of nothing", "{name: a, url: \"http://h/\", capture: {id: id, x: client}}",
            """
            9 error: endpoints.gateway.request.text.before[0].capture.id: "id" does not say where a value stands (write \
            json:PATH, header:NAME, text:EXPRESSION, smtp:EXPRESSION or client)
            9 error: endpoints.gateway.request.text.before[0].capture.x must say where a value stands in the answer (such \
            as json:id)
            """),
        before(
            "a list of captures", "{name: a, url: \"http://h/\", capture: [json:id]}",
            """
            9 error: endpoints.gateway.request.text.before[0].capture must be a mapping of names to places in the answer, \
            but is a list (such as {media_id: json:id})
            """),
        before(
            "a cached step of a message",
            "{name: a, url: \"http://h/{{to.digits}}\", capture: {t: json:t}, cache: 30m}",
            """
            9 error: endpoints.gateway.request.text.before.a.url: "to.digits" is not known here: this is the same for all \
            messages (use with.…, secret.… and captured.…)
            """),
        before(
            "a capture before its step",
            "{name: a, url: \"http://h/{{captured.t}}\"}, {name: b, url: \"http://h/\", capture: {t: json:t}}",
            """
            9 error: endpoints.gateway.request.text.before.a.url: "captured.t" is used before the step that captures it \
            (steps are made in the order written)
            """),
        before(
            "an unknown capture",
            "{name: a, url: \"http://h/\", capture: {t: json:t}}, {name: b, url: \"http://h/{{captured.s}}\"}",
            """
            9 error: endpoints.gateway.request.text.before.b.url: "captured.s" is used, but no step before captures it \
            (did you mean captured.t?)
            """),
        before(
            "a mail as a step", "{name: a, url: \"smtp://h\"}",
            """
            9 error: endpoints.gateway.request.text.before.a.url: a mail server cannot be asked (give a URL that begins \
            with http:// or https://)
            """),
        Fault(
            "a step of a question", "[gateway]}\n",
            "[gateway]}\nconfirm: {request: {url: \"http://h/\", before: []}, owed: {http: 200}, settled: {http: 404}}\n",
            """
            12 error: unknown key "before" in confirm.request (the keys here are url, method, headers, query, json, form, \
            multipart, raw, omit_null, content_type or mime)
            """),
    ]

    // MARK: - Tables

    private static func table(_ name: String, _ entries: String, _ expected: String) -> Fault {
        .endpoint(
            name, "tables: {ours: \(entries)}\n    classify: [{when: {http: 4xx}, table: ours, code: error.code}]",
            expected)
    }

    static let tables: [Fault] = [
        table(
            "codes that are none", "[{codes: [a, 1-, 9-3], outcome: rejected}]",
            """
            11 error: endpoints.gateway.tables.ours[0].codes: "a" is neither a code nor a range (such as [131026, 200-299])
            11 error: endpoints.gateway.tables.ours[0].codes: "1-" is neither a code nor a range (such as [131026, 200-299])
            11 error: endpoints.gateway.tables.ours[0].codes: "9-3" is neither a code nor a range (such as [131026, \
            200-299])
            """),
        table(
            "a code twice", "[{codes: [100-200], outcome: rejected}, {codes: [1, 150], outcome: down}]",
            """
            11 error: endpoints.gateway.tables.ours[1].codes: "150" is in the table already (the first time in line 11)
            """),
        table(
            "entries without codes and outcomes", "[{outcome: rejected}, {codes: [1]}]",
            """
            11 error: endpoints.gateway.tables.ours[0].codes is missing (such as [131026, 200-299])
            11 error: endpoints.gateway.tables.ours[1].outcome is missing (one of sent, retry, throttled, down, rejected, \
            misconfigured, uncertain, opted-out, needs-template or recheck)
            """),
        table(
            "a table that is none", "{}",
            """
            11 error: endpoints.gateway.tables.ours must be a list of entries, but is a mapping (such as [{codes: [100, \
            200-299], outcome: misconfigured, reason: account}])
            """),
        .endpoint(
            "a table that is misspelt",
            "tables: {ours: [{codes: [1], outcome: down}]}\n    classify: [{when: {http: 4xx}, table: ors, code: code}]",
            """
            12 error: endpoints.gateway.classify[0].table names the table "ors", and there is none of that name (did you \
            mean ours?)
            """),
        .endpoint(
            "a code without a table", "classify: [{when: {http: 4xx}, code: code, outcome: down}]",
            """
            11 error: endpoints.gateway.classify[0].code goes with `table` only
            """),
    ]
}
