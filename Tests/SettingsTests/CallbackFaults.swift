extension Fault {
    /// `receipts` with one receipt that is right, and another way to verify.
    private static func verify(_ name: String, _ verify: String, _ expected: String) -> Fault {
        endpoint(
            name,
            """
            secrets: {hook: {env: GATEWAY_KEY}}
                receipts:
                  verify: \(verify)
                  receipt: {id: json:id, status: delivered}
            """, expected)
    }

    /// `receipts` whose `verify` is right.
    private static func receipts(_ name: String, _ rest: String, _ expected: String) -> Fault {
        endpoint(
            name,
            """
            secrets: {hook: {env: GATEWAY_KEY}}
                receipts:
                  verify: {path_secret: "{{secret.hook}}"}
                  \(rest)
            """, expected)
    }

    static let callbacks: [Fault] = [
        .endpoint(
            "receipts that are a word", "receipts: on",
            """
            11 error: endpoints.gateway.receipts must be a mapping, but is a single value (its keys are verify, \
            challenge, decode, each, receipt, inbound, session or opt_out)
            """),
        .endpoint(
            "receipts without anything", "receipts: {decode: json}",
            """
            11 error: endpoints.gateway.receipts.verify is missing (such as {header: {name: X-Token, value: \
            "{{secret.hook}}"}}; {path_secret: "{{secret.hook}}"} where the gateway signs nothing)
            11 error: endpoints.gateway.receipts says nothing of what is called back (add receipt, inbound, session \
            or opt_out)
            """),
        .verify(
            "callbacks that anybody can forge", "none",
            """
            13 warning: endpoints.gateway.receipts.verify[0]: whoever reaches the listener can forge callbacks \
            ({path_secret: "{{secret.NAME}}"} puts a secret into the URL that the gateway calls)
            """),
        .verify(
            "an unknown way to verify", "{hamc: {secret: \"{{secret.hook}}\"}}",
            """
            13 error: unknown key "hamc" in endpoints.gateway.receipts.verify[0] (did you mean hmac?)
            """),
        .verify(
            "two ways in one", "{path_secret: \"{{secret.hook}}\", basic: {user: a, password: \"{{secret.hook}}\"}}",
            """
            13 error: endpoints.gateway.receipts.verify[0] must name one way (one of header, basic, path_secret, \
            hmac, jwt_hs256, body_field or standard_webhooks, or none)
            """),
        .verify(
            "a secret that stands there", "{path_secret: planted-7f3a}",
            """
            13 error: endpoints.gateway.receipts.verify[0].path_secret must name a secret, never hold one (add the \
            secret to `secrets` and write "{{secret.NAME}}" here)
            """),
        .verify(
            "a secret that is not given", "[{path_secret: \"{{secret.hok}}\"}]",
            """
            13 error: endpoints.gateway.receipts.verify[0].path_secret: "secret.hok" is used, but `secrets` has no \
            "hok" (did you mean hook?)
            """),
        .verify(
            "a secret that everybody knows", "{path_secret: \"{{secret.hook}}\", refuse: [planted-7f3a-variable]}",
            """
            13 error: endpoints.gateway.receipts.verify[0].path_secret: the secret is one that everybody knows (set \
            another one here and at the gateway)
            """),
        .verify(
            "an unknown algorithm", "{hmac: {secret: \"{{secret.hook}}\", header: X-Sig, algorithm: sha257}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].hmac.algorithm must be sha1, sha256 or sha512, but is \
            "sha257" (did you mean sha256?)
            """),
        .verify(
            "a signature without a secret and a place", "{hmac: {algorithm: sha1}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].hmac.secret is missing (such as "{{secret.hook}}")
            13 error: endpoints.gateway.receipts.verify[0].hmac does not say where the signature stands (such as \
            `header: X-Signature`, or `signature: json:signature.signature`)
            """),
        .verify(
            "a signature over nothing known",
            "{hmac: {secret: \"{{secret.hook}}\", header: X-Sig, over: body.timestamp, timestamp_header: X-T}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].hmac.over must be body, timestamp.body, body+timestamp, \
            timestamp+body, id.timestamp.body, timestamp+token or url+form, but is "body.timestamp" (did you mean \
            body+timestamp?)
            """),
        .verify(
            "a signature over what is not named",
            "{hmac: {secret: \"{{secret.hook}}\", header: X-Sig, over: id.timestamp.body}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].hmac signs over id.timestamp.body, and `timestamp` is \
            missing (such as `timestamp_header: X-Timestamp`)
            13 error: endpoints.gateway.receipts.verify[0].hmac signs over id.timestamp.body, and `id` is missing \
            (such as `id: header:X-Id`)
            """),
        .verify(
            "a timestamp that is not signed",
            "{hmac: {secret: \"{{secret.hook}}\", header: X-Sig, timestamp_header: X-T, tolerance: 5m}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].hmac.timestamp_header has no meaning over body (what is \
            not signed proves nothing)
            13 error: endpoints.gateway.receipts.verify[0].hmac.tolerance has no meaning over body (it is about the \
            timestamp)
            """),
        .verify(
            "a header that is none", "{header: {name: X Token, value: \"{{secret.hook}}\"}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].header.name: "X Token" is not the name of a header
            """),
        .verify(
            "a header without a value", "{header: {name: X-Token}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].header.value is missing (such as "{{secret.hook}}")
            """),
        .verify(
            "a key that is no base64", "{standard_webhooks: {secrets: [\"whsec_{{secret.hook}}\"], prefix: svix}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].standard_webhooks.prefix must be webhook- or svix-, but is \
            "svix" (did you mean svix-?)
            13 error: endpoints.gateway.receipts.verify[0].standard_webhooks.secrets: the secret cannot be used (it \
            is a key, or `whsec_` and the key in base64)
            """),
        .verify(
            "a field without a path", "{body_field: {value: \"{{secret.hook}}\"}}",
            """
            13 error: endpoints.gateway.receipts.verify[0].body_field.path is missing (such as token, form:token or \
            query:token)
            """),
        .receipts(
            "an unknown status word", "receipt: {id: json:id, status: json:s, map: {READ: read, ACK: deliverd}}",
            """
            14 error: endpoints.gateway.receipts.receipt.map.ACK must be accepted, delivered, failed or read, but is \
            "deliverd" (did you mean delivered?)
            """),
        .receipts(
            "a status that is neither a word nor a place", "receipt: {id: json:id, status: data.status}",
            """
            14 error: endpoints.gateway.receipts.receipt.status must be accepted, delivered, failed or read, or a \
            place such as json:status, but is "data.status"
            """),
        .receipts(
            "a map without a place", "session: {status: up, map: {open: up}}",
            """
            14 error: endpoints.gateway.receipts.session.map has no meaning where `status` is a word (name a place: \
            json:data.status)
            """),
        .receipts(
            "a receipt without a message and a status", "receipt: [{id: json:id, status: read}, {at: json:t}]",
            """
            14 error: endpoints.gateway.receipts.receipt[1].status is missing (such as json:data.status with a `map`, \
            or one of its words)
            14 error: endpoints.gateway.receipts.receipt[1] names no message (add `id`, such as [json:data.id], or \
            `ref`)
            14 error: endpoints.gateway.receipts.receipt[1].at: "json:t" does not say what its number counts (write \
            "json:timestamp as s" for Unix seconds, "as ms" for milliseconds)
            """),
        .receipts(
            "a bad path", "receipt: {each: \"list[\", id: json:a..b, status: read}",
            """
            14 error: endpoints.gateway.receipts.receipt.id: the JSON path "a..b" has "." where a key is expected (a \
            path is keys joined by dots, [0], [*] or *; other keys in quotes: "message-id".value)
            14 error: endpoints.gateway.receipts.receipt.each: the JSON path "list[" has a [ that is not closed (a \
            path is keys joined by dots, [0], [*] or *; other keys in quotes: "message-id".value)
            """),
        .receipts(
            "a place that callbacks have not", "receipt: {id: client, status: read}",
            """
            14 error: endpoints.gateway.receipts.receipt.id: "client" does not say where a value stands (write \
            json:PATH, root:PATH, form:NAME, query:NAME, header:NAME or text:EXPRESSION)
            """),
        .receipts(
            "conditions that ask nothing",
            "inbound: {from: json:f, text: json:t, when: {path: a}, ignore: {exists: true}}",
            """
            14 error: endpoints.gateway.receipts.inbound.when asks nothing (add exists, absent, equals, in, range, \
            regex or type)
            14 error: endpoints.gateway.receipts.inbound.ignore.path is missing (such as {path: event, equals: \
            message})
            """),
        .receipts(
            "an inbound text of nobody", "inbound: {when: {path: a, exists: true}}",
            """
            14 error: endpoints.gateway.receipts.inbound.from is missing (such as json:payload.from)
            14 error: endpoints.gateway.receipts.inbound.text is missing (such as json:payload.body)
            """),
        .receipts(
            "an opt-out of nobody", "opt_out: {when: {path: a, exists: true}}",
            """
            14 error: endpoints.gateway.receipts.opt_out names nobody (add `address`, such as [json:email], or `id`)
            """),
        .receipts(
            "a decoding that is none", "{decode: xml, session: {status: up}}".unbraced,
            """
            14 error: endpoints.gateway.receipts.decode must be json, form or query, but is "xml"
            """),
        .receipts(
            "two decodings", "{decode: {form_json: a, json_string: b}, session: {status: up}}".unbraced,
            """
            14 error: endpoints.gateway.receipts.decode must name one place (such as {form_json: jsonData})
            """),
        .receipts(
            "a challenge without a token", "{challenge: {mode: hub.mode}, session: {status: up}}".unbraced,
            """
            14 error: endpoints.gateway.receipts.challenge.token is missing (such as "{{secret.verify}}")
            """),
        .receipts(
            "a failed receipt's rule with a wrong outcome",
            "receipt: {id: json:id, status: failed, classify: [{when: {json: {path: c, equals: 1}}, outcome: reject}]}",
            """
            14 error: endpoints.gateway.receipts.receipt.classify[0].outcome must be sent, retry, throttled, down, \
            rejected, misconfigured, uncertain, opted-out, needs-template or recheck, but is "reject" (did you mean \
            rejected?)
            """),
    ]
}

extension String {
    /// A mapping's members, a line each, as they stand in a block.
    fileprivate var unbraced: String {
        String(dropFirst().dropLast()).replacing(", session", with: "\n      session")
    }
}
