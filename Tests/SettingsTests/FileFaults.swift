extension Fault {
    static let files: [Fault] = [
        Fault(
            "an empty file", "", "",
            "1 error: the file is empty (start from config/carteiro.yaml, which explains every key)"),
        Fault(
            "only comments", "", "# nothing\n",
            "1 error: the file is empty (start from config/carteiro.yaml, which explains every key)"),
        Fault(
            "a list", "", "- a\n- b\n",
            "1 error: the configuration must be a mapping, but is a list (its keys are company, database, time_zone, "
                + "templates, delivery_window, frequency_cap, endpoints, routes, retention, log, "
                + "drain_timeout, holidays, late_fee, schedule, good_history, lint, confirm, disk_reserve, alarms, documents, "
                + "opt_out or http)"),
        Fault(
            "an open bracket", "routes: {default: [gateway]}", "routes: {default: [gateway}",
            """
            11 error: not valid YAML (column 27): while parsing a flow sequence, did not find expected ',' or ']' \
            (look at the indentation and for a quotation mark or bracket that is not closed)
            """),
        Fault(
            "a tab", "    channel: whatsapp", "\tchannel: whatsapp",
            """
            8 error: not valid YAML (column 1): while scanning for the next token, found character that cannot start \
            any token (the line is indented with a tab: YAML takes spaces only)
            """),
        Fault(
            "two documents", "database: outbox.db", "---\ndatabase: outbox.db",
            """
            2 error: not valid YAML (column 1): but found another document (the configuration is one document: \
            remove the line ---)
            """),
        Fault(
            "an unknown alias", "database: outbox.db", "database: *outbox",
            """
            2 error: not valid YAML (column 11): found undefined alias (a * stands for an anchor: quote the value if \
            it is a text)
            """),
        Fault(
            "a control character", "Fibra Norte,", "Fibra\u{1}Norte,",
            """
            1 error: not valid YAML: control characters are not allowed (remove the control character; a text editor \
            may not show it)
            """),
        Fault(
            "a tag", "database: outbox.db", "database: !env OUTBOX",
            """
            2 error: the file uses a YAML tag that means nothing here (write the value without the word after !)
            """),
        Fault(
            "a duplicate key", "frequency_cap: none", "frequency_cap: none\n\"database\": other.db",
            """
            6 error: the key "database" is written twice (the first one is in line 2)
            """),
        Fault(
            "a placeholder without quotation marks", "\"{{text}}\"", "{{text}}",
            """
            9 error: a key must be a word (put a placeholder in quotation marks: "{{name}}")
            """),
        Fault(
            "a merge of a text", "database: outbox.db", "database: outbox.db\n<<: text",
            """
            3 error: << merges mappings only (write `<<: *name`, with &name at a mapping above)
            """),
    ]
}
