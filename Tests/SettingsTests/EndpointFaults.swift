extension Fault {
    static let endpoints: [Fault] = [
        Fault(
            "two endpoints of one name", "routes:", "  gateway: {}\nroutes:",
            """
            11 error: the key "gateway" is written twice (the first one is in line 7)
            """),
        Fault(
            "an endpoint without a route", "routes:",
            """
              spare:
                channel: whatsapp
                request: {text: {url: "http://127.0.0.1:9000/send"}}
                id: client
            routes:
            """,
            """
            11 warning: no route leads to the endpoint "spare" (add it to a route, or remove it)
            """),
        Fault(
            "no name for an endpoint", "gateway", "gate way",
            """
            7 error: endpoints."gate way" is no name for an endpoint (use up to 64 letters, digits, "-" and "_")
            """),
        Fault(
            "no channel", "    channel: whatsapp\n", "",
            """
            7 error: endpoints.gateway.channel is missing (one of whatsapp, email, sms or task)
            """),
        Fault(
            "a misspelt channel", "channel: whatsapp", "channel: whatsap",
            """
            8 error: endpoints.gateway.channel must be whatsapp, email, sms or task, but is "whatsap" (did you mean \
            whatsapp?)
            """),
        .endpoint(
            "a preset that is not there", "preset: evolution-v3",
            """
            11 error: endpoints.gateway.preset is "evolution-v3", and there is no such preset (did you mean \
            evolution-v1?)
            """),
        .endpoint(
            "a preset that is a list", "preset: [waha]",
            """
            11 error: endpoints.gateway.preset must be a preset's name, but is a list
            """),
        .endpoint(
            "no number", "concurrency: many",
            """
            11 error: endpoints.gateway.concurrency must be a whole number from 1 to 1000, but is "many"
            """),
        .endpoint(
            "a number with an underscore", "concurrency: 1_000",
            """
            11 error: endpoints.gateway.concurrency must be a whole number from 1 to 1000, but is "1_000"
            """),
        .endpoint(
            "no requests at once", "concurrency: 0",
            """
            11 error: endpoints.gateway.concurrency must be a whole number from 1 to 1000, but is "0"
            """),
        .endpoint(
            "too many requests at once", "concurrency: 1001",
            """
            11 error: endpoints.gateway.concurrency must be a whole number from 1 to 1000, but is "1001"
            """),
        .endpoint(
            "a rate without a period", "rate_limit: 20",
            """
            11 error: endpoints.gateway.rate_limit: "20" is not a rate (write how many in how long, such as 5/s, \
            20/min, 1/3s or 800/day)
            """),
        .endpoint(
            "a rate of nothing", "rate_limit: [1/3s, 0/min]",
            """
            11 error: endpoints.gateway.rate_limit: "0/min" is not a rate (write how many in how long, such as 5/s, \
            20/min, 1/3s or 800/day)
            """),
        .endpoint(
            "a rate of an unknown unit", "rate_limit: [20/week]",
            """
            11 error: endpoints.gateway.rate_limit: "20/week" is not a rate (write how many in how long, such as \
            5/s, 20/min, 1/3s or 800/day)
            """),
        .endpoint(
            "an empty list of rates", "rate_limit: []",
            """
            11 error: endpoints.gateway.rate_limit is an empty list
            """),
        .endpoint(
            "a pause that ends before it begins", "pacing: 12s-5s",
            """
            11 error: endpoints.gateway.pacing must be a range of durations, but is "12s-5s" (write the shortest and \
            the longest pause, such as 5s-12s)
            """),
        .endpoint(
            "a pause without units", "pacing: 5-12",
            """
            11 error: endpoints.gateway.pacing must be a range of durations, but is "5-12" (write the shortest and \
            the longest pause, such as 5s-12s)
            """),
        .endpoint(
            "a duration without a unit", "timeout: 30",
            """
            11 error: endpoints.gateway.timeout must be a duration, but is "30" (write a number and a unit: 500ms, \
            30s, 5m, 2h or 7d)
            """),
        .endpoint(
            "a duration of minutes and seconds", "timeout: 12:30",
            """
            11 error: endpoints.gateway.timeout must be a duration, but is "12:30" (write a number and a unit: \
            500ms, 30s, 5m, 2h or 7d)
            """),
        .endpoint(
            "a timeout too long", "timeout: 11m",
            """
            11 error: endpoints.gateway.timeout is "11m", which is out of range (write a duration from 1s to 10m)
            """),
        .endpoint(
            "a connect timeout longer than the timeout", "connect_timeout: 40s",
            """
            11 error: endpoints.gateway.connect_timeout is longer than `timeout` (`timeout` limits the whole \
            request)
            """),
        .endpoint(
            "a first wait longer than the last", "retry: {first: 2h, max: 1h}",
            """
            11 error: endpoints.gateway.retry.first is longer than `max` (`first` is the first wait, `max` the \
            longest)
            """),
        .endpoint(
            "no tries", "retry: {tries: 0}",
            """
            11 error: endpoints.gateway.retry.tries must be a whole number from 1 to 1000, but is "0"
            """),
        .endpoint(
            "failures", "breaker: {failures: often}",
            """
            11 error: endpoints.gateway.breaker.failures must be a whole number from 1 to 1000, but is "often"
            """),
        .endpoint(
            "another policy", "on_uncertain: holds",
            """
            11 error: endpoints.gateway.on_uncertain must be retry, hold or wait, but is "holds" (did you mean \
            hold?)
            """),
        .endpoint(
            "a deadline that nothing waits for", "receipt_deadline: 30m",
            """
            11 error: endpoints.gateway.receipt_deadline goes with `receipts`, or with `on_uncertain: wait` (without \
            `receipts` nobody would hear that a message came)
            """),
        .endpoint(
            "no such certificate", "tls: {ca: nowhere.pem}",
            """
            11 error: endpoints.gateway.tls.ca names "nowhere.pem", which does not exist (relative paths start at \
            the configuration's folder; look at the file's owner and mode)
            """),
        .endpoint(
            "no certificate", "tls: {ca: plain.txt}",
            """
            11 error: endpoints.gateway.tls.ca names "plain.txt", which is not a PEM file (convert it with openssl)
            """),
        .endpoint(
            "a key without a certificate", "tls: {key: ca.pem}",
            """
            11 warning: endpoints.gateway.tls.key: every user of this machine can read the file "ca.pem" (chmod o-r \
            it)
            11 error: endpoints.gateway.tls.key is of no use without `certificate` (name the certificate's file too)
            """),
        .endpoint(
            "no proxy", "proxy: proxy.example:3128",
            """
            11 error: endpoints.gateway.proxy is not the URL of a proxy (such as http://proxy.example:3128 or \
            socks5://127.0.0.1:1080)
            """),
        .endpoint(
            "a proxy with an unknown secret", "proxy: \"http://u:{{secret.proxy}}@p:1\"",
            """
            11 error: endpoints.gateway.proxy uses "secret.proxy", which does not exist (use {{with.NAME}} and \
            {{secret.NAME}} only, with names that exist)
            """),
        .endpoint(
            "a missing credential", "secrets: {key: {credential: nothing}}",
            """
            11 error: endpoints.gateway.secrets.key: the credential nothing does not exist (add \
            LoadCredential=nothing:FILE to the service, and look at the file's owner and mode)
            """),
        .endpoint(
            "an empty credential", "secrets: {key: {credential: blank}}",
            """
            11 error: endpoints.gateway.secrets.key: the secret is empty
            """),
        .endpoint(
            "a credential of two lines", "secrets: {key: {credential: two_lines}}",
            """
            11 error: endpoints.gateway.secrets.key: the secret has a line break or another control character in it \
            (only line breaks at its end are cut off)
            """),
        .endpoint(
            "a credential of bytes", "secrets: {key: {credential: not_utf8}}",
            """
            11 error: endpoints.gateway.secrets.key: the credential not_utf8 is not UTF-8 text (add \
            LoadCredential=not_utf8:FILE to the service, and look at the file's owner and mode)
            """),
        .endpoint(
            "a credential by path", "secrets: {key: {credential: ../plain.txt}}",
            """
            11 error: endpoints.gateway.secrets.key does not name a credential (a name has letters, digits, "-", "_" \
            and "." only, and no path)
            """),
        .endpoint(
            "a missing variable", "secrets: {key: {env: NO_SUCH_KEY}}",
            """
            11 error: endpoints.gateway.secrets.key: the environment variable NO_SUCH_KEY is not set (set it where \
            Carteiro is started, or use {credential: NAME})
            """),
        .endpoint(
            "no name of a variable", "secrets: {key: {env: 2KEY}}",
            """
            11 error: endpoints.gateway.secrets.key does not name an environment variable (such as {env: \
            GATEWAY_KEY})
            """),
        .endpoint(
            "a missing file", "signing: {file: nowhere.txt}",
            """
            11 error: endpoints.gateway.signing: the file "nowhere.txt" does not exist (relative paths start at the \
            configuration's folder; look at the file's owner and mode)
            """),
        .endpoint(
            "a folder as secret", "signing: {file: templates}",
            """
            11 error: endpoints.gateway.signing: the file "templates" is a directory (relative paths start at the \
            configuration's folder; look at the file's owner and mode)
            """),
        .endpoint(
            "a secret in clear", "signing: planted-7f3a",
            """
            11 error: endpoints.gateway.signing must say where the secret is kept (write {credential: NAME}, {env: \
            NAME} or {file: PATH}; the value itself never stands here)
            """),
        .endpoint(
            "two places of a secret", "secrets: {key: {env: GATEWAY_KEY, file: ca.pem}}",
            """
            11 error: endpoints.gateway.secrets.key must name one place where the secret is kept (write {credential: \
            NAME}, {env: NAME} or {file: PATH}; the value itself never stands here)
            """),
        .endpoint(
            "a misspelt place of a secret", "secrets: {key: {credentials: gateway_key}}",
            """
            11 error: endpoints.gateway.secrets.key must name one place where the secret is kept (write {credential: \
            NAME}, {env: NAME} or {file: PATH}; the value itself never stands here)
            """),
    ]
}
