import Foundation
import Outbox
import Testing

@testable import carteiro

@Suite("Exit statuses")
struct ExitStatusTests {
    @Test(
        "Every error of the outbox has its status",
        arguments: [
            (OutboxError.Kind.busy, 75), (.notADatabase, 65), (.newerVersion, 78), (.cannotCreate, 73),
            (.permission, 77), (.diskFull, 73), (.constraint, 65), (.other, 70),
        ] as [(OutboxError.Kind, Int32)])
    func mapping(kind: OutboxError.Kind, status: Int32) {
        #expect(ExitStatus(kind).rawValue == status)
    }

    @Test(
        "A wrong use ends with 64 and says so",
        arguments: [
            ["nonsense"], ["--nonsense"], ["list", "--nonsense"], ["list", "--limit", "many"], ["list", "--limit=-1"],
            ["list", "--state", "lost"], ["show"], ["show", "one"], ["cancel"], ["retry"], ["cancel", "--id", "x"],
            ["cancel", "--invoice", ""], ["cancel", "--state", "sent"], ["retry", "--state", "new"], ["settle"],
            ["settle", ""], ["pause"], ["resume"], ["backup"], ["preview"], ["status", "more"], ["list", "--config"],
        ])
    func usage(arguments: [String]) throws {
        let ending = try Workplace().run(arguments)
        #expect(ending.status == 64)
        #expect(ending.errors.hasPrefix("carteiro: "))
        #expect(ending.out.isEmpty)
    }

    @Test(
        "Help and version are no errors", arguments: [["--help"], ["help", "enqueue"], ["--version"], ["show", "-h"]])
    func help(arguments: [String]) throws {
        let ending = try Workplace().run(arguments)
        #expect(ending.status == 0)
        #expect(!ending.out.isEmpty)
    }

    @Test("The version is told")
    func version() throws {
        #expect(try Workplace().run(["--version"]).out == "carteiro 0.1.0\n")
    }

    @Test("A name that the configuration does not have is a wrong use, with a suggestion")
    func unknownNames() throws {
        let workplace = try Workplace()
        for verb in ["pause", "resume"] {
            let ending = try workplace.carteiro(verb, "gatway")
            #expect(ending.status == 64)
            #expect(ending.errors == "carteiro: unknown endpoint \"gatway\": did you mean gateway?\n")
        }
        let ending = try workplace.carteiro("preview", "overdu")
        #expect(ending.status == 64)
        #expect(ending.errors.contains("did you mean overdue?"))
        #expect(try workplace.carteiro("preview", "letter", "--endpoint", "gateway").status == 64)
        #expect(try workplace.carteiro("preview", "overdue", "--at", "tomorrow").status == 64)
    }
}

@Suite("Faults of the database")
struct DatabaseFaultTests {
    static let readers = [
        ["status"], ["list"], ["show", "1"], ["cancel", "--id", "1"], ["retry", "--id", "1"], ["resume", "gateway"],
        ["backup", "copy.db"], ["prune"], ["resolve", "1", "--sent"], ["forget", "C1"],
    ]

    @Test("Verbs that only read or change make no outbox", arguments: readers)
    func missing(verb: [String]) throws {
        let workplace = try Workplace()
        let ending = try workplace.run(verb + ["--config", workplace.path("carteiro.yaml")])
        #expect(ending.status == 69)
        #expect(ending.errors.hasPrefix("carteiro: no outbox yet at \(workplace.path("outbox.db"))\n"))
        #expect(!FileManager.default.fileExists(atPath: workplace.path("outbox.db")))
    }

    @Test(
        "Verbs that put something in make the outbox",
        arguments: [["enqueue"], ["settle", "F1"], ["pause", "gateway"]])
    func creating(verb: [String]) throws {
        let workplace = try Workplace()
        #expect(try workplace.run(verb + ["--config", workplace.path("carteiro.yaml")]).status == 0)
        #expect(FileManager.default.fileExists(atPath: workplace.path("outbox.db")))
    }

    @Test("A file that is no database ends with 65 and stays as it is", arguments: [["status"], ["enqueue"]])
    func noDatabase(verb: [String]) throws {
        let workplace = try Workplace()
        let content = String(repeating: "this is no database. ", count: 100)
        try workplace.write(content, to: "outbox.db")
        let ending = try workplace.run(verb + ["--config", workplace.path("carteiro.yaml")])
        #expect(ending.status == 65)
        #expect(ending.errors.hasPrefix("carteiro: \(workplace.path("outbox.db")): not an SQLite database"))
        #expect(try workplace.read("outbox.db") == content)
    }

    @Test("A database of a newer version ends with 78 and says so")
    func newerVersion() throws {
        let workplace = try Workplace()
        #expect(try workplace.enqueue(line(1)).status == 0)
        let file = workplace.folder.appending(path: "outbox.db")
        var bytes = try Data(contentsOf: file)
        // PRAGMA user_version stands at offset 60, big-endian (https://www.sqlite.org/fileformat2.html).
        bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
        try bytes.write(to: file)
        let ending = try workplace.carteiro("status")
        #expect(ending.status == 78)
        #expect(ending.errors.contains("newer version of Carteiro (schema 99"))
    }

    @Test("A folder that does not exist cannot hold an outbox: 73")
    func noFolder() throws {
        let text = Workplace.configuration.replacing("database: outbox.db", with: "database: nowhere/outbox.db")
        let workplace = try Workplace(configuration: text)
        let ending = try workplace.enqueue(line(1))
        #expect(ending.status == 73)
        #expect(ending.errors.hasPrefix("carteiro: \(workplace.path("nowhere/outbox.db")): cannot be created"))
        #expect(try workplace.carteiro("status").status == 69)
    }

    @Test("A folder that may not be written ends with 77", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyFolder() throws {
        let text = Workplace.configuration.replacing("database: outbox.db", with: "database: shut/outbox.db")
        let workplace = try Workplace(configuration: text)
        #expect(mkdir(workplace.path("shut"), 0o500) == 0)
        #expect(try workplace.enqueue(line(1)).status == 77)
    }
}
