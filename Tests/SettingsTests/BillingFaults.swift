extension Fault {
    static let billing: [Fault] = [
        .root(
            "a fine over the cap", "late_fee: {fine: 2.01%}",
            """
            12 error: late_fee.fine is "2.01%", more than a consumer may be charged (at most 2% (CDC, art. 52 § 1))
            """),
        .root(
            "interest over the cap", "late_fee: {interest: \"1,01%\"}",
            """
            12 error: late_fee.interest is "1,01%", more than a consumer may be charged (at most 1% (1 % a month))
            """),
        .root(
            "rates that are none", "late_fee: {fine: two, interest: -1%}",
            """
            12 error: late_fee.fine must be a percentage, but is "two" (such as 2% or 0.5%)
            12 error: late_fee.interest must be a percentage, but is "-1%" (such as 2% or 0.5%)
            """),
        .root(
            "a rate with three places", "late_fee: {interest: 0.333%}",
            """
            12 error: late_fee.interest must be a percentage, but is "0.333%" (such as 2% or 0.5%)
            """),
        .root(
            "a list as a rate", "late_fee: {fine: [2%]}",
            """
            12 error: late_fee.fine must be a single value, but is a list
            """),
        .root(
            "a word for the late fee", "late_fee: nothing",
            """
            12 error: late_fee must be a mapping, but is a single value (its keys are fine, interest, interest_from or \
            year_end)
            """),
        .root(
            "an unknown key in the late fee", "late_fee: {fines: 1%}",
            """
            12 error: unknown key "fines" in late_fee (did you mean fine?)
            """),
        .root(
            "wrong words in the late fee", "late_fee: {interest_from: origin, year_end: close}",
            """
            12 error: late_fee.interest_from must be original or extended, but is "origin" (did you mean original?)
            12 error: late_fee.year_end must be open or closed, but is "close" (did you mean closed?)
            """),
        .root(
            "a list of holidays", "holidays: [12-08]",
            """
            12 error: holidays must be a mapping of days to names, but is a list (such as {06-24: São João, \
            2026-12-08: Padroeira})
            """),
        .root(
            "days that do not exist", "holidays:\n  02-30: Nada\n  2026-02-29: Nada\n  natal: Natal",
            """
            13 error: holidays.02-30 is no day (write MM-DD for every year, or YYYY-MM-DD for one: such as {06-24: \
            São João, 2026-12-08: Padroeira})
            14 error: holidays.2026-02-29 is no day (write MM-DD for every year, or YYYY-MM-DD for one: such as \
            {06-24: São João, 2026-12-08: Padroeira})
            15 error: holidays.natal is no day (write MM-DD for every year, or YYYY-MM-DD for one: such as {06-24: \
            São João, 2026-12-08: Padroeira})
            """),
        .root(
            "holidays without a name", "holidays: {12-08: \"\", 12-09: null, 12-10: [a], 12-11: \" \"}",
            """
            12 error: holidays.12-08 has no name (such as {06-24: São João, 2026-12-08: Padroeira})
            12 error: holidays.12-09 has no name (such as {06-24: São João, 2026-12-08: Padroeira})
            12 error: holidays.12-10 has no name (such as {06-24: São João, 2026-12-08: Padroeira})
            12 error: holidays.12-11 has no name (such as {06-24: São João, 2026-12-08: Padroeira})
            """),
        .root(
            "a history of more than all", "good_history: 9 of 8",
            """
            12 error: good_history is "9 of 8", which is no rule (such as `6 of 8`: at least six invoices paid on \
            time, and six of every eight; or `never`)
            """),
        .root(
            "a history of none", "good_history: 0 of 8",
            """
            12 error: good_history is "0 of 8", which is no rule (such as `6 of 8`: at least six invoices paid on \
            time, and six of every eight; or `never`)
            """),
        .root(
            "a history in other words", "good_history: 6/8",
            """
            12 error: good_history is "6/8", which is no rule (such as `6 of 8`: at least six invoices paid on time, \
            and six of every eight; or `never`)
            """),
        .root(
            "a history as a mapping", "good_history: {paid: 6}",
            """
            12 error: good_history must be a single value, but is a mapping
            """),
        .root(
            "days that are none in the schedule", "schedule:\n  5: overdue\n  D+: overdue\n  D-400: overdue",
            """
            13 error: schedule.5 is no day of the schedule (such as {D-5: due_soon, D0: due_today, D+3: overdue})
            14 error: schedule.D+ is no day of the schedule (such as {D-5: due_soon, D0: due_today, D+3: overdue})
            15 error: schedule.D-400 is no day of the schedule (such as {D-5: due_soon, D0: due_today, D+3: overdue})
            """),
        .root(
            "a day twice in the schedule", "schedule:\n  D0: overdue\n  D+0: overdue",
            """
            14 error: schedule.D+0 stands for a day that is there already
            """),
        .root(
            "a day without a template", "schedule: {D1: [overdue]}",
            """
            12 error: schedule.D1 must be a template's name (such as {D-5: due_soon, D0: due_today, D+3: overdue})
            """),
        .root(
            "a template that does not exist in the schedule", "schedule: {D0: overdu, D9: x}",
            """
            12 error: schedule.D0 names the template "overdu", which does not exist (did you mean overdue?)
            12 error: schedule.D9 names the template "x", which does not exist (templates are the files \
            NAME.CHANNEL.mustache)
            """),
        .root(
            "an empty schedule", "schedule: {}",
            """
            12 error: schedule must be a mapping of days to templates (such as {D-5: due_soon, D0: due_today, D+3: \
            overdue})
            """),
        .root(
            "a list as the schedule", "schedule: [overdue]",
            """
            12 error: schedule must be a mapping of days to templates (such as {D-5: due_soon, D0: due_today, D+3: \
            overdue})
            """),
    ]

    static let lint: [Fault] = [
        .root(
            "an unknown key in lint", "lint: {silences: []}",
            """
            12 error: unknown key "silences" in lint (did you mean silence?)
            """),
        .root(
            "a rule that does not exist", "lint: {silence: [{rule: B66, reason: ours is another}]}",
            """
            12 error: lint.silence[0].rule is "B66", which no rule is called (did you mean B06?)
            """),
        .root(
            "a silence without a reason", "lint:\n  silence:\n    - {rule: M09, template: overdue}",
            """
            14 error: lint.silence[0].reason is missing (why it does not apply here)
            """),
        .root(
            "an empty reason", "lint: {silence: {rule: M09, reason: \"\"}}",
            """
            12 error: lint.silence[0].reason is empty
            """),
        .root(
            "a silence without a rule", "lint: {silence: [{reason: none}]}",
            """
            12 error: lint.silence[0].rule is missing (its id, such as B06, as `carteiro check` shows it)
            """),
        .root(
            "a wrong regular expression", "lint:\n  rules:\n    - id: X1\n      regex: \"(a\"\n      why: x",
            """
            15 error: lint.rules[0]: "(a" is not a regular expression (look for a bracket or parenthesis that is not \
            closed; a literal one is written \\( or \\[)
            """),
        .root(
            "a rule that is found in every text", "lint: {rules: [{id: X1, regex: \"a*\", why: x}]}",
            """
            12 error: lint.rules[0]: "a*" is found in every text, even an empty one (write + for one or more where * \
            (none or more) stands)
            """),
        .root(
            "a rule without anything", "lint: {rules: [{severity: fatal}]}",
            """
            12 error: lint.rules[0].severity must be error or warning, but is "fatal"
            12 error: lint.rules[0].id is missing (a short name of your own, such as X1)
            12 error: lint.rules[0].regex is missing (a regular expression that finds the words)
            12 error: lint.rules[0].why is missing (what is wrong with the words, for who reads `carteiro check`)
            """),
        .root(
            "a rule allowed in no kind there is",
            "lint: {rules: [{id: X1, regex: fidelidade, why: x, allowed_in: [ofer], required: maybe}]}",
            """
            12 error: lint.rules[0].required must be true or false, but is "maybe"
            12 error: lint.rules[0].allowed_in must be reminder, offer, notice or task, but is "ofer" (did you mean \
            offer?)
            """),
        .root(
            "a rule that is text", "lint: {rules: [fidelidade]}",
            """
            12 error: lint.rules[0] must be a mapping, but is a single value (its keys are id, severity, regex, why, \
            suggestion, allowed_in or required)
            """),
    ]

    static let offers: [Fault] = [
        .endpoint(
            "offers in utility messages", "category: utility\n    offers: true",
            """
            12 error: endpoints.gateway.offers cannot be true with `category: utility` (a utility template with an \
            offer counts, and is priced, as marketing)
            """),
        .endpoint(
            "a category that Meta does not have", "category: utilty",
            """
            11 error: endpoints.gateway.category must be utility or marketing, but is "utilty" (did you mean utility?)
            """),
        .endpoint(
            "offers that are neither on nor off", "offers: sometimes",
            """
            11 error: endpoints.gateway.offers must be true or false, but is "sometimes"
            """),
        Fault(
            "a category of e-mail", "    channel: whatsapp", "    channel: email\n    category: marketing",
            """
            9 error: endpoints.gateway.category is for WhatsApp only (`offers: false` leaves offers out on any channel)
            12 warning: routes.default leads to "gateway", but there is no template for email (add \
            NAME.email.mustache to the templates)
            """),
    ]
}
