import Domain
import Settings
import Testing

@Suite("Faults in a configuration")
struct FaultTests {
    @Test("each fault is named with its line and a hint", arguments: Fault.files + Fault.keys + Fault.endpoints)
    func oneFault(_ fault: Fault) {
        #expect(fault.yaml != Fixture.smallest)
        let result = Fixture.load(fault.yaml)
        #expect(result.lines == fault.lines)
        #expect((result.settings == nil) == fault.expected.contains(" error: "))
    }

    @Test(
        "faults of requests and answers are named with their line and a hint", arguments: Fault.requests + Fault.answers
    )
    func oneRequestFault(_ fault: Fault) {
        #expect(fault.yaml != Fixture.smallest)
        let result = Fixture.load(fault.yaml)
        #expect(result.lines == fault.lines)
        #expect((result.settings == nil) == fault.expected.contains(" error: "))
    }

    @Test("all faults of one file are told at once, by line")
    func allAtOnce() {
        let yaml = """
            company: {name: Fibra Norte, nome: Fibra}
            databse: outbox.db
            time_zone: America/Sao_Paolo
            templates: broken
            delivery_window: {weekdays: 08:00-20:00}
            opt_out: []
            endpoints:
              one:
                channel: whatsap
                timeout: 5
                timeout: 6s
                id: [json:id]
                request: {text: {url: "ftp://example.com", json: {to: "{{to.digit}}"}}}
              two:
                channel: email
                concurrency: 0
                request: {text: {url: "http://example.com"}}
                secrets: {key: {env: NO_SUCH_KEY}}
                classify: [{when: {http: 4x}, outcome: reject}]
            routes: {default: [one, tow], other: []}
            """
        let expected = """
            1 error: unknown key "nome" in company (did you mean name?)
            1 error: company.legal_name is missing (as in the contract, such as Fibra Norte Telecom Ltda)
            1 error: company.cnpj is missing (such as 11.222.333/0001-81)
            1 error: company.address is missing (on one line: messages that ask for money must carry it)
            1 error: company.contact is missing (where a customer gets help, such as (91) 3333-4444)
            1 error: company.hours is missing (such as seg a sex, 8h às 18h)
            2 error: unknown key "databse" (did you mean database?)
            3 error: time_zone is "America/Sao_Paolo", which is no time zone (did you mean America/Sao_Paulo?)
            6 error: opt_out must be a mapping, but is a list (its keys are words, confirm or scope)
            9 error: endpoints.one.channel must be whatsapp, email, sms or task, but is "whatsap" (did you mean \
            whatsapp?)
            10 error: endpoints.one.timeout must be a duration, but is "5" (write a number and a unit: 500ms, 30s, \
            5m, 2h or 7d)
            11 error: the key "timeout" is written twice (the first one is in line 10)
            13 error: endpoints.one.request.text.url: the URL does not begin with http://, https://, smtp:// or \
            smtps:// (write it out, or give `with` a url that begins with one of them)
            13 error: endpoints.one.request.text.json.to: there is no variable "to.digit" (did you mean to.digits?)
            14 error: endpoints.two.id is missing (write where the answer has the message's id, such as [json:id], \
            or `optional` or `client` if it has none)
            14 warning: no route leads to the endpoint "two" (add it to a route, or remove it)
            16 error: endpoints.two.concurrency must be a whole number from 1 to 1000, but is "0"
            18 error: endpoints.two.secrets.key: the environment variable NO_SUCH_KEY is not set (set it where \
            Carteiro is started, or use {credential: NAME})
            19 error: endpoints.two.classify[0].outcome must be sent, retry, throttled, down, rejected, \
            misconfigured, uncertain, opted-out, needs-template or recheck, but is "reject" (did you mean rejected?)
            19 error: endpoints.two.classify[0].when.http: "4x" is not an HTTP status (write a class such as 2xx, a \
            status such as 404, or a range such as 500-599)
            20 error: routes.default names the endpoint "tow", which does not exist (did you mean two?)
            20 error: routes.other is empty (name at least one endpoint)
            """
        let templates = [
            "broken/due_soon.whatsapp.mustache:1 error: unknown variable valro (did you mean valor?)",
            "broken/overdue.whatsapp.mustache:4 error: section {{#oferta}} is not closed",
        ]
        let found = Fixture.load(yaml).lines
        #expect(found == expected.split(separator: "\n").map { "carteiro.yaml:\($0)" } + templates)
    }

    @Test("a missing file is a problem of the file")
    func missingFile() {
        let path = Fixture.folder + "/nowhere.yaml"
        let result = Settings.load(path: path, environment: [:], version: "1")
        #expect(
            result.lines == [
                "\(path):0 error: the configuration file does not exist "
                    + "(name another with --config FILE or CARTEIRO_CONFIG)"
            ])
        let folder = Settings.load(path: Fixture.folder, environment: [:], version: "1")
        #expect(folder.problems.map(\.message) == ["the configuration file is a directory"])
        let binary = Settings.load(path: Fixture.folder + "/credentials/not_utf8", environment: [:], version: "1")
        #expect(binary.problems.map(\.message) == ["the configuration file is not UTF-8 text"])
    }

    @Test("an unparsable template is named with its own file and line")
    func templates() {
        let result = Fixture.load(Fixture.smallest.replacing("templates: templates", with: "templates: broken"))
        let places = result.problems.map { "\($0.file):\($0.line)" }
        #expect(places == ["broken/due_soon.whatsapp.mustache:1", "broken/overdue.whatsapp.mustache:4"])
        #expect(result.problems.first?.message == "unknown variable valro")
    }
}
