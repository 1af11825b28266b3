import Domain
import Outbox

/// What became of the lines.
struct IntakeCounts: Hashable {
    var queued = 0
    var existing = 0
    var refused = 0

    var json: JSON {
        .object([
            JSONMember("queued", .integer(queued)), JSONMember("existing", .integer(existing)),
            JSONMember("refused", .integer(refused)),
        ])
    }

    var sentence: String {
        "\(Wording.grouped(queued)) queued, \(Wording.grouped(existing)) existing, \(Wording.grouped(refused)) refused"
    }
}

/// Stores lines in batches, with an amount of memory that does not depend on how many there are.
final class Intake {
    /// A transaction's size in lines, and in bytes of payload.
    private static let batchSize = (lines: 1000, bytes: 4 << 20)

    private struct Entry {
        var file: String
        var line: Int
        var content: Result<NewMessage, Refusal>
    }

    private let outbox: Outbox
    private let reader: MessageLineReader
    let progress: ProgressLine
    private(set) var counts = IntakeCounts()
    private var batch: [Entry] = []
    private var batchBytes = 0
    private var lines = 0
    private var bytesBefore: Int64 = 0

    init(outbox: Outbox, reader: MessageLineReader, inputs: [InputFile]) {
        self.outbox = outbox
        self.reader = reader
        let sizes = inputs.compactMap(\.size)
        progress = ProgressLine(total: sizes.count == inputs.count ? sizes.reduce(0, +) : nil)
    }

    /// Stores every line of a file. What was read before an error is stored.
    func read(_ input: InputFile) throws {
        let lineReader = LineReader(input, limit: MessageLineReader.lineLimit)
        let result = Result {
            try lineReader.readLines(
                idle: { try flush() },
                { number, line in
                    take(line, number, of: input.name)
                    guard batch.count >= Self.batchSize.lines || batchBytes >= Self.batchSize.bytes else { return }
                    try flush()
                    progress.update(lines: lines, bytes: bytesBefore + lineReader.bytesRead)
                })
        }
        if case .failure(let error) = result, error is OutboxError { throw error }
        try flush()
        bytesBefore += lineReader.bytesRead
        try result.get()
    }

    private func take(_ line: LineReader.Line, _ number: Int, of file: String) {
        lines += 1
        let content: Result<NewMessage, Refusal>
        switch line {
        case .tooLong:
            content = .failure(Refusal("longer than \(MessageLineReader.lineLimit / 1024) KiB"))
        case .text(let bytes):
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
            do throws(Refusal) {
                content = .success(try reader.message(bytes))
                batchBytes += bytes.count
            } catch {
                content = .failure(error)
            }
        }
        batch.append(Entry(file: file, line: number, content: content))
    }

    private func flush() throws {
        let messages = batch.compactMap { try? $0.content.get() }
        var results = (messages.isEmpty ? [] : try outbox.enqueue(messages))[...]
        for entry in batch {
            switch entry.content {
            case .failure(let refusal): refuse(entry, refusal.reason)
            case .success:
                switch results.popFirst() {
                case .queued: counts.queued += 1
                case .existing: counts.existing += 1
                case .refused(let reason): refuse(entry, reason)
                case nil: throw Failure(.internalError, "the outbox answered for too few messages")
                }
            }
        }
        batch.removeAll(keepingCapacity: true)
        batchBytes = 0
    }

    private func refuse(_ entry: Entry, _ reason: String) {
        counts.refused += 1
        progress.clear()
        Diagnostics.print("\(entry.file):\(entry.line): \(reason)")
    }
}
