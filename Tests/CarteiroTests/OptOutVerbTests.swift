import Domain
import Foundation
import Testing

@Suite("opt-out and opt-in")
struct OptOutVerbTests {
    @Test("All forms of a number are one, and what stands on the list already is told")
    func oneNumber() throws {
        let workplace = try Workplace()
        let ending = try workplace.carteiro("opt-out", "(11) 98765-4321", "+5511987654321", "Maria@Example.com")
        #expect(ending.status == 0)
        #expect(ending.out == "2 opt-outs noted, 1 there already\n")
        let again = try workplace.carteiro("opt-out", "--json", "1187654321").json
        #expect(again.names == ["opted_out", "existing", "refused"])
        #expect([again["opted_out"], again["existing"], again["refused"]].map { $0?.integer } == [0, 1, 0])
    }

    @Test("The list has address, channel, time and who said so")
    func list() throws {
        let workplace = try Workplace()
        _ = try workplace.carteiro("opt-out", "11 98765-4321", "customer:C-7")
        _ = try workplace.carteiro("opt-out", "--channel", "email", "ana@example.com")
        let lines = try workplace.carteiro("opt-out", "--list", "--json").outLines.map { try JSON.parse($0) }
        #expect(lines.map(\.names) == Array(repeating: ["address", "channel", "at", "source"], count: 3))
        #expect(Set(lines.compactMap { $0["address"]?.string }) == ["551187654321", "customer:C-7", "ana@example.com"])
        let byMail = lines.first { $0["address"]?.string == "ana@example.com" }
        #expect(byMail?["channel"]?.string == "email")
        #expect(lines.filter { $0["channel"] == .null }.count == 2)
        #expect(lines.allSatisfy { $0["source"]?.string == "operator" && ($0["at"]?.integer ?? 0) > 1_700_000_000 })
        let page = try workplace.carteiro("opt-out", "--list").outLines
        #expect(page.first?.hasPrefix("ADDRESS") == true)
        #expect(page.contains { $0.hasPrefix("551187654321") && $0.hasSuffix("operator") })
    }

    @Test("Nobody on the list is said so")
    func emptyList() throws {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1))
        #expect(try workplace.carteiro("opt-out", "--list").out == "nobody has opted out\n")
        #expect(try workplace.carteiro("opt-out", "--list", "--json").out == "")
    }

    @Test("opt-in takes an address off the list, and says which are not on it")
    func optIn() throws {
        let workplace = try Workplace()
        _ = try workplace.carteiro("opt-out", "11 98765-4321")
        let ending = try workplace.carteiro("opt-in", "5511987654321@s.whatsapp.net", "11 98765-0000")
        #expect(ending.status == 0)
        #expect(ending.out == "1 opt-out removed, 1 not on the list\n")
        #expect(try workplace.carteiro("opt-out", "--list").out == "nobody has opted out\n")
        let json = try workplace.carteiro("opt-in", "--json", "11 98765-4321").json
        #expect(json.names == ["opted_in", "unknown", "refused"])
        #expect([json["opted_in"], json["unknown"]].map { $0?.integer } == [0, 1])
    }

    @Test("A wrong address is named by its place and its fault, never by itself; the others are taken")
    func wrong() throws {
        let workplace = try Workplace()
        let ending = try workplace.carteiro(
            "opt-out", "98765-4321", "11 98765-4321", "(20) 98765-4321", "ana@", "customer:", "120363@g.us", "nobody")
        #expect(ending.status == 65)
        #expect(ending.out == "1 opt-out noted, 0 there already\n")
        #expect(
            ending.errorLines == [
                "address 1: no phone number: the area code (DDD) is missing",
                "address 3: no phone number: no such area code (DDD) in Brazil",
                "address 4: no e-mail address, and no JID of a person", "address 5: customer: without an id",
                "address 6: no e-mail address, and no JID of a person",
                "address 7: no phone number: a character that belongs in no phone number stands in it",
            ])
        #expect(!ending.errors.contains("98765"))
    }

    @Test("Standard input gives one address a line; a wrong one is named by its line")
    func standardInput() throws {
        let workplace = try Workplace()
        let input = "11 98765-4321\r\n\n  ana@example.com \nnonsense\n" + String(repeating: "9", count: 5000) + "\n"
        let ending = try workplace.carteiro("opt-out", "--json", "-", input: input)
        #expect(ending.status == 65)
        #expect(try ending.json["opted_out"]?.integer == 2)
        #expect(try ending.json["refused"]?.integer == 2)
        #expect(
            ending.errorLines == [
                "stdin:4: no phone number: a character that belongs in no phone number stands in it",
                "stdin:5: no address: too long, or not UTF-8",
            ])
        let back = try workplace.carteiro("opt-in", "-", input: input)
        #expect(back.status == 65)
        #expect(back.out == "2 opt-outs removed, 0 not on the list\n")
    }

    @Test(
        "Nothing to do, or two things at once, is wrong usage",
        arguments: [
            ["opt-out"], ["opt-out", "--list", "11 98765-4321"], ["opt-out", "--list", "--channel", "sms"], ["opt-in"],
            ["opt-out", ""],
        ])
    func usage(_ words: [String]) throws {
        let workplace = try Workplace()
        let ending = try workplace.run(words + ["--config", workplace.path("carteiro.yaml")])
        #expect(ending.status == 64)
    }

    @Test("The help says who can read a command line", arguments: ["opt-out", "opt-in"])
    func help(_ verb: String) throws {
        let help = try Workplace().run([verb, "--help"]).out
        #expect(help.contains("Other users of this machine can see what stands on a command line"))
    }
}
