extension Fault {
    static let answers: [Fault] = [
        Fault(
            "no id", "    id: [json:id]\n", "",
            """
            7 error: endpoints.gateway.id is missing (write where the answer has the message's id, such as \
            [json:id], or `optional` or `client` if it has none)
            """),
        Fault(
            "an unknown place of an id", "[json:id]", "[jsno:id]",
            """
            10 error: endpoints.gateway.id: "jsno:id" does not say where a value stands (write json:PATH, \
            header:NAME, text:EXPRESSION, smtp:EXPRESSION or client)
            """),
        Fault(
            "a path that is none", "[json:id]", "[json:id..x]",
            """
            10 error: endpoints.gateway.id: the JSON path "id..x" has "." where a key is expected (a path is keys \
            joined by dots, [0], [*] or *; other keys in quotes: "message-id".value)
            """),
        Fault(
            "an expression without a group", "[json:id]", "[\"text:id=[0-9]+\"]",
            """
            10 error: endpoints.gateway.id: the expression "id=[0-9]+" has no group (put parentheses around the part \
            that is wanted, such as text:id=([0-9]+))
            """),
        .endpoint(
            "a status that is none", "success: {http: [2xx, 2000]}",
            """
            11 error: endpoints.gateway.success.http: "2000" is not an HTTP status (write a class such as 2xx, a \
            status such as 404, or a range such as 500-599)
            """),
        .endpoint(
            "a condition without a path", "success: {require: [{exists: true}]}",
            """
            11 error: endpoints.gateway.success.require.path is missing (such as {path: key.id, exists: true})
            """),
        .endpoint(
            "a condition that asks nothing", "success: {require: {path: id}}",
            """
            11 error: endpoints.gateway.success.require asks nothing (add exists, absent, equals, in, range, regex \
            or type)
            """),
        .endpoint(
            "a flag that is a word", "success: {require: {path: id, exists: yes}}",
            """
            11 error: endpoints.gateway.success.require.exists must be true or false, but is "yes"
            """),
        .endpoint(
            "a range that is none", "success: {require: {path: id, range: 9-1}}",
            """
            11 error: endpoints.gateway.success.require.range: "9-1" is not a range of numbers (write it as 200-299, \
            500- or -99)
            """),
        .endpoint(
            "a type that is none", "success: {require: {path: id, type: int}}",
            """
            11 error: endpoints.gateway.success.require.type must be null, boolean, number, string, array or object, \
            but is "int"
            """),
        .endpoint(
            "a rule without an outcome", "classify: [{when: {http: 404}}]",
            """
            11 error: endpoints.gateway.classify[0].outcome is missing (one of sent, retry, throttled, down, \
            rejected, misconfigured, uncertain, opted-out, needs-template or recheck)
            """),
        .endpoint(
            "a rule with a wrong outcome", "classify: [{when: {http: 404}, outcome: reject}]",
            """
            11 error: endpoints.gateway.classify[0].outcome must be sent, retry, throttled, down, rejected, \
            misconfigured, uncertain, opted-out, needs-template or recheck, but is "reject" (did you mean rejected?)
            """),
        .endpoint(
            "a rule without a condition", "classify: [{outcome: rejected}]",
            """
            11 error: endpoints.gateway.classify[0].when is missing (such as {http: 404})
            """),
        .endpoint(
            "a rule that asks nothing", "classify: [{when: {}, outcome: rejected}]",
            """
            11 error: endpoints.gateway.classify[0].when asks nothing (such as {http: 404})
            """),
        .endpoint(
            "a rule for mail", "classify: [{when: {smtp: 55, smtp_enhanced: 5.1}, outcome: rejected}]",
            """
            11 error: endpoints.gateway.classify[0].when.smtp: "55" is not a mail server's code (write a class such \
            as 2xx, a status such as 404, or a range such as 500-599)
            11 error: endpoints.gateway.classify[0].when.smtp_enhanced: "5.1" is not the enhanced status of a mail \
            server (write three numbers such as 5.1.1, and a star for any, such as 5.1.*)
            """),
        .endpoint(
            "a rule with a table", "classify: [{when: {http: 400}, outcome: rejected, table: meta}]",
            """
            11 error: endpoints.gateway.classify[0].outcome stands beside `table` (each entry of the table has its own)
            11 error: endpoints.gateway.classify[0].code is missing (where the answer has the code, such as error.code)
            11 error: endpoints.gateway.classify[0].table names the table "meta", and there is none of that name (it \
            stands under `tables`, or in a file NAME.table.yaml where presets are)
            """),
        .endpoint(
            "an expression that is none", "classify: [{when: {text: \"(a\"}, outcome: down}]",
            """
            11 error: endpoints.gateway.classify[0].when.text: "(a" is not a regular expression (look for a bracket \
            or parenthesis that is not closed; a literal one is written \\( or \\[)
            """),
        .endpoint(
            "a reason of two words", "classify: [{when: {http: 400}, outcome: down, reason: No Session}]",
            """
            11 error: endpoints.gateway.classify[0].reason must be a word of small letters, digits and hyphens, but \
            is "No Session" (such as not-on-whatsapp)
            """),
        .endpoint(
            "a header without a name", "classify: [{when: {header: {exists: true}}, outcome: down}]",
            """
            11 error: endpoints.gateway.classify[0].when.header.name is missing (such as {name: X-Error, exists: \
            true})
            """),
        .endpoint(
            "a wait without a source", "classify: [{when: {http: 429}, outcome: throttled, retry: {min: 5s}}]",
            """
            11 error: endpoints.gateway.classify[0].retry.from is missing (such as [header:Retry-After])
            """),
        .endpoint(
            "a wait in an unknown unit",
            "classify: [{when: {http: 429}, outcome: throttled, retry: {from: json:a as min}}]",
            """
            11 error: endpoints.gateway.classify[0].retry.from: "min" is no unit of time (write s, ms, epoch or \
            epoch-ms)
            """),
    ]
}
