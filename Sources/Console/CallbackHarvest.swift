import Domain
import Gateway
import Outbox

/// What is kept of the events of one call, and how many texts of customers were read and forgotten.
struct CallbackHarvest {
    /// An id of ours is shorter, and so are the ids of gateways; what is longer cannot be about a message of ours.
    static let longestID = 512

    private(set) var records: [CallbackRecord] = []
    /// Texts that are no opt-out: nobody's concern, and not kept.
    private(set) var texts = 0

    private let endpoint: String
    private let optOutWords: OptOutWords

    init(_ events: [CallbackEvent], endpoint: String, optOutWords: OptOutWords) {
        self.endpoint = endpoint
        self.optOutWords = optOutWords
        for event in events { add(event) }
    }

    private mutating func add(_ event: CallbackEvent) {
        switch event.kind {
        case .receipt(let status):
            addReceipts(event, status)
        case .inbound(let text):
            if optOutWords.matches(text) { addOptOuts(event) } else { texts += 1 }
        case .optOut:
            addOptOuts(event)
        case .session(let isUp):
            records.append(
                CallbackRecord(endpoint: endpoint, kind: .session, status: isUp ? "up" : "down", at: event.at))
        }
    }

    private mutating func addReceipts(_ event: CallbackEvent, _ status: ReceiptStatus) {
        let ids = event.providerIDs.filter(Self.isPossible)
        let ref = event.ref.flatMap { Self.isPossible($0) ? $0 : nil }
        let record = CallbackRecord(
            endpoint: endpoint, kind: .receipt, ref: ref, status: status.rawValue, verdict: event.verdict,
            address: keys(of: event).first, at: event.at)
        if ids.isEmpty {
            if ref != nil { records.append(record) }
            return
        }
        for id in ids {
            var one = record
            one.providerID = id
            // A key of ours names one message alone.
            if ids.count > 1 { one.ref = nil }
            records.append(one)
        }
    }

    /// One for each address, since a gateway may know a customer by several; without any, by the message it answers.
    private mutating func addOptOuts(_ event: CallbackEvent) {
        let id = event.providerIDs.first(where: Self.isPossible)
        let ref = event.ref.flatMap { Self.isPossible($0) ? $0 : nil }
        let keys = keys(of: event)
        let record = CallbackRecord(endpoint: endpoint, kind: .optOut, providerID: id, ref: ref, at: event.at)
        if keys.isEmpty, id != nil || ref != nil { records.append(record) }
        for key in keys {
            var one = record
            one.address = key
            records.append(one)
        }
    }

    private func keys(of event: CallbackEvent) -> [String] {
        var keys: [String] = []
        for address in event.addresses where Self.isPossible(address) {
            guard let key = AddressKey(address)?.text, !keys.contains(key) else { continue }
            keys.append(key)
        }
        return keys
    }

    private static func isPossible(_ id: String) -> Bool { !id.isEmpty && id.utf8.count <= longestID }
}
