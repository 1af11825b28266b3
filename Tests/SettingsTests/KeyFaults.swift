extension Fault {
    static let keys: [Fault] = [
        Fault(
            "a misspelt key", "database: outbox.db", "databse: outbox.db",
            """
            2 error: unknown key "databse" (did you mean database?)
            """),
        .root(
            "an unknown key", "colour: red",
            """
            12 error: unknown key "colour" (the keys here are company, database, time_zone, templates, \
            delivery_window, frequency_cap, endpoints, routes, retention, log, drain_timeout, holidays, late_fee, \
            schedule, good_history, lint, confirm, disk_reserve, alarms, documents, opt_out or http)
            """),
        .root(
            "alarms that are wrong", "alarms: {dead_share: 0.2, stalled: 5s, disk_free: much, webhook: {}}",
            """
            12 error: alarms.stalled is "5s", which is out of range (write a duration from 1m to 7d)
            12 error: alarms.dead_share must be a share, but is "0.2" (from 1% to 100%)
            12 error: alarms.disk_free must be a size, but is "much" (write a number and a unit: 200MB, 512MiB or 1GiB)
            12 error: alarms.webhook.request is missing (say how it is asked, such as {url: "https://…"})
            """),
        .root(
            "a webhook that asks for a customer",
            "alarms: {webhook: {request: {url: http://127.0.0.1/, json: {to: \"{{to.digits}}\"}}}}",
            """
            12 error: alarms.webhook.request uses what an alarm does not have ({{text}}, {{message.key}}, and of \
            {{payload.alarm}}: kind, state, endpoint, reason, text, since)
            """),
        .root(
            "an unknown key in log", "log: {levle: info}",
            """
            12 error: unknown key "levle" in log (did you mean level?)
            """),
        .root(
            "a wrong word", "log: {level: warn}",
            """
            12 error: log.level must be debug, info, notice, warning or error, but is "warn"
            """),
        .root(
            "a key without a value", "retention:",
            """
            12 error: retention has no value (give it one, or remove the key)
            """),
        .root(
            "a wrong type", "retention: 180d",
            """
            12 error: retention must be a mapping, but is a single value (its keys are sent, ended, bodies \
            or evidence)
            """),
        .root(
            "a retention that is no duration", "retention: {sent: always}",
            """
            12 error: retention.sent must be a duration, but is "always" (write a number and a unit: 500ms, 30s, 5m, \
            2h or 7d)
            """),
        .root(
            "a retention too short", "retention: {ended: 5m}",
            """
            12 error: retention.ended is "5m", which is out of range (write a duration from 1h to 36500d)
            """),
        .root(
            "a retention that is wrong in two ways", "retention: {bodies: soon, evidenc: 5y}",
            """
            12 error: unknown key "evidenc" in retention (did you mean evidence?)
            12 error: retention.bodies must be a duration, but is "soon" (write a number and a unit: 500ms, 30s, 5m, \
            2h or 7d)
            """),
        .root(
            "a reserve of disk that is no size", "disk_reserve: plenty",
            """
            12 error: disk_reserve must be a size, but is "plenty" (write a number and a unit: 200MB, 512MiB or \
            1GiB)
            """),
        .root(
            "a question without its rules", "confirm: {request: {url: \"http://127.0.0.1/\"}}",
            """
            12 error: confirm.owed is missing (what an answer looks like then, such as {http: 200, json: {path: \
            status, equals: open}})
            12 error: confirm.settled is missing (what an answer looks like then, such as {http: 200, json: {path: \
            status, equals: open}})
            """),
        .root(
            "a question that is wrong",
            "confirm: {request: {url: \"nowhere\"}, owed: {http: abc}, settled: {htp: 200}, unknown: perhaps, "
                + "retry: 1ms, cache: 2d, rate_limit: [fast]}",
            """
            12 error: confirm.owed.http: "abc" is not an HTTP status (write a class such as 2xx, a status such as \
            404, or a range such as 500-599)
            12 error: unknown key "htp" in confirm.settled (did you mean http?)
            12 error: confirm.rate_limit: "fast" is not a rate (write how many in how long, such as 5/s, 20/min, \
            1/3s or 800/day)
            12 error: confirm.unknown must be wait or send, but is "perhaps"
            12 error: confirm.retry is "1ms", which is out of range (write a duration from 1s to 1d)
            12 error: confirm.cache is "2d", which is out of range (write a duration from 0s to 1d)
            12 error: confirm.request.text.url: the URL does not begin with http://, https://, smtp:// or \
            smtps:// (write it out, or give `with` a url that begins with one of them)
            """),
        .root(
            "a question that is not asked", "confirm: {owed: {http: 200}, settled: {http: 404}}",
            """
            12 error: confirm.request is missing (say how it is asked, such as {url: "https://…"})
            """),
        .root(
            "a question that asks for what no invoice has",
            "confirm: {request: {url: \"http://127.0.0.1/{{file.url}}\"}, owed: {http: 200}, settled: {http: 404}}",
            """
            12 error: confirm.request.text.url: "file.url" is used where there is no file (a file goes along with \
            `request.document`, `request.qr` or the text)
            """),
        .endpoint(
            "steps of a warm-up that are no numbers", "warm_up: [50, many, 0, 99999999999999999999]",
            """
            11 error: endpoints.gateway.warm_up: "many" is no number of messages (one a day of use, such as [50, \
            100, 200])
            11 error: endpoints.gateway.warm_up: "0" is no number of messages (one a day of use, such as [50, 100, \
            200])
            11 error: endpoints.gateway.warm_up: "99999999999999999999" is no number of messages (one a day of use, \
            such as [50, 100, 200])
            """),
        .endpoint(
            "a warm-up that shrinks", "warm_up: [50, 20]",
            """
            11 warning: endpoints.gateway.warm_up does not grow from day to day
            """),
        Fault(
            "windows of kinds that are wrong", "delivery_window: always",
            "delivery_window: {kinds: {offers: always, offer: {weekdays: closed, saturday: closed, spread: 1h}, "
                + "notice: [always], reminder: {weekdays: 8h}}}",
            """
            4 error: unknown key "offers" in delivery_window.kinds (did you mean offer?)
            4 error: delivery_window.kinds.reminder.weekdays is "8h" (hours are written 08:00-20:00, 08:00-12:00, \
            14:00-18:00, closed or all-day)
            4 error: delivery_window.kinds.offer.spread cannot stand here (it stands in `delivery_window` itself)
            4 error: delivery_window.kinds.offer never opens (nothing would ever be sent)
            4 error: delivery_window.kinds.notice must be `always`, or hours by the kind of day, but is a list (such \
            as {weekdays: 08:00-20:00, saturday: 08:00-14:00, sunday: closed, holidays: closed})
            """),
        .root(
            "an overflow", "drain_timeout: 99999999999999999999s",
            """
            12 error: drain_timeout is "99999999999999999999s", which is out of range (write a duration from 0s to \
            10m)
            """),
        .root(
            "a product that overflows", "drain_timeout: 9223372036854775807d",
            """
            12 error: drain_timeout is "9223372036854775807d", which is out of range (write a duration from 0s to \
            10m)
            """),
        .root(
            "no such time zone", "time_zone: America/Sao_Paolo",
            """
            12 error: time_zone is "America/Sao_Paolo", which is no time zone (did you mean America/Sao_Paulo?)
            """),
        Fault(
            "a delivery window that is a list", "delivery_window: always", "delivery_window: [always]",
            """
            4 error: delivery_window must be `always`, or hours by the kind of day, but is a list (such as {weekdays: \
            08:00-20:00, saturday: 08:00-14:00, sunday: closed, holidays: closed})
            """),
        Fault(
            "hours that do not exist", "delivery_window: always",
            "delivery_window: {weekdays: 8-20, saturday: [08:00-12:00, 11:00-14:00], sunday: 25:00-26:00}",
            """
            4 error: delivery_window.weekdays is "8-20" (hours are written 08:00-20:00, 08:00-12:00, 14:00-18:00, \
            closed or all-day)
            4 error: delivery_window.saturday is "08:00-12:00, 11:00-14:00" (hours that overlap)
            4 error: delivery_window.sunday is "25:00-26:00" (there is no such time of day: 00:00 to 23:59, and 24:00 \
            as an end)
            """),
        Fault(
            "a delivery window that never opens", "delivery_window: always",
            "delivery_window: {weekdays: closed, saturday: closed}",
            """
            4 error: delivery_window never opens (nothing would ever be sent)
            """),
        Fault(
            "a frequency cap that is a word", "frequency_cap: none", "frequency_cap: off",
            """
            5 error: frequency_cap must be `none` or limits, but is a single value (write `none`, or such as \
            {per_customer: [1/day, 3/week], min_gap: 20h})
            """),
        Fault(
            "a frequency cap of hours", "frequency_cap: none", "frequency_cap: {per_customer: [1/day, 2/5h]}",
            """
            5 error: frequency_cap.per_customer: "2/5h" is no limit (write how many in how many days: 1/day, 3/week, \
            5/month or 2/10d)
            """),
        Fault(
            "a frequency cap without limits", "frequency_cap: none", "frequency_cap: {}",
            """
            5 error: frequency_cap limits nothing (write `none`, or such as {per_customer: [1/day, 3/week], min_gap: \
            20h})
            """),
        Fault(
            "no database", "database: outbox.db\n", "",
            """
            1 error: database is missing (the outbox file, such as /var/lib/carteiro/outbox.db; a relative path \
            starts at this file's folder)
            """),
        Fault(
            "a folder as database", "database: outbox.db", "database: templates",
            """
            2 error: database is "templates", which is a directory (the outbox file, such as \
            /var/lib/carteiro/outbox.db; a relative path starts at this file's folder)
            """),
        Fault(
            "no folder of templates", "templates: templates", "templates: nowhere",
            """
            3 error: templates: there is no folder "nowhere" (a relative path starts at this file's folder; messages \
            are written in NAME.CHANNEL.mustache)
            """),
        Fault(
            "no templates", "templates: templates", "templates: empty",
            """
            3 warning: templates: the folder "empty" has no template (a template's file is named \
            NAME.CHANNEL.mustache, such as overdue.whatsapp.mustache)
            """),
        Fault(
            "no address", "address: \"Rua A, 1, Belém, PA\", ", "",
            """
            1 error: company.address is missing (on one line: messages that ask for money must carry it)
            """),
        Fault(
            "an address of two lines", "Rua A, 1, Belém, PA", "Rua A, 1\\nBelém, PA",
            """
            1 error: company.address has a line break or another control character in it
            """),
        Fault(
            "no CNPJ", "11.222.333/0001-81", "11.222.333/0001",
            """
            1 error: company.cnpj is not a CNPJ (14 places such as 11.222.333/0001-81; put it in quotation marks)
            """),
        Fault(
            "a list as name", "name: Fibra Norte,", "name: [Fibra, Norte],",
            """
            1 error: company.name must be a single value, but is a list
            """),
        Fault(
            "an unknown endpoint", "default: [gateway]", "default: [gatewya]",
            """
            7 warning: no route leads to the endpoint "gateway" (add it to a route, or remove it)
            11 error: routes.default names the endpoint "gatewya", which does not exist (did you mean gateway?)
            """),
        Fault(
            "an empty route", "default: [gateway]", "default: [gateway], quiet: []",
            """
            11 error: routes.quiet is empty (name at least one endpoint)
            """),
        Fault(
            "an endpoint twice", "default: [gateway]", "default: [gateway, gateway]",
            """
            11 error: routes.default names the endpoint "gateway" twice
            """),
        Fault(
            "no default route", "default: [gateway]", "defualt: [gateway]",
            """
            11 error: routes.default is missing (it is the route of every message that names none)
            """),
        Fault(
            "a list in a route", "default: [gateway]", "default: [gateway, [gateway]]",
            """
            11 error: routes.default must be a list of endpoints' names, but has a list in it
            """),
        Fault(
            "no routes", "routes: {default: [gateway]}\n", "",
            """
            1 error: routes is missing (such as `routes: {default: [gateway]}`)
            """),
        Fault(
            "a list of endpoints", "    channel: whatsapp", "    channel: email",
            """
            11 warning: routes.default leads to "gateway", but there is no template for email (add \
            NAME.email.mustache to the templates)
            """),
    ]
}
