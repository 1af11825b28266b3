import Domain
import Testing

@testable import Composer

@Suite("Lengths by channel")
struct LintLimitTests {
    @Test("of a WhatsApp text")
    func whatsApp() {
        let full = String(repeating: "a", count: 4_096)
        #expect(ChannelLimits.problems(channel: .whatsapp, texts: [full, full]) == [])
        #expect(
            ChannelLimits.problems(channel: .whatsapp, texts: ["a", full + "b"]) == [
                .init(
                    .error, "4097 characters, but a WhatsApp text has at most 4096",
                    hint: "leave out 1, or send the rest by e-mail")
            ])
        let body = String(repeating: "a", count: 1_024)
        #expect(ChannelLimits.problems(channel: .whatsapp, texts: [body, full], isUtilityTemplate: true) == [])
        #expect(
            ChannelLimits.problems(channel: .whatsapp, texts: [body + "a"], isUtilityTemplate: true).map(\.severity)
                == [.warning])
        #expect(
            ChannelLimits.problems(
                channel: .whatsapp, texts: [String(repeating: "😊", count: 10)], isUtilityTemplate: true) == [])
        #expect(
            ChannelLimits.problems(
                channel: .whatsapp, texts: [String(repeating: "😊", count: 12)], isUtilityTemplate: true
            )
            .map(\.hint) == ["leave out 2"])
    }

    @Test("of an SMS, in segments")
    func sms() {
        let cases: [(String, Int)] = [
            ("", 0), ("a", 1), (String(repeating: "a", count: 160), 1), (String(repeating: "a", count: 161), 2),
            (String(repeating: "é", count: 160), 1), (String(repeating: "a", count: 306), 2),
            (String(repeating: "a", count: 307), 3), (String(repeating: "a", count: 459), 3),
            (String(repeating: "a", count: 460), 4), (String(repeating: "€", count: 80), 1),
            (String(repeating: "€", count: 81), 2),
            (String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 151), 2),
            (String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 152), 3),
            (String(repeating: "ã", count: 70), 1), (String(repeating: "ã", count: 71), 2),
            (String(repeating: "ã", count: 134), 2), (String(repeating: "ã", count: 135), 3),
            (String(repeating: "😊", count: 35), 1), (String(repeating: "😊", count: 36), 2),
            (String(repeating: "😊", count: 67), 3),
        ]
        for (text, segments) in cases {
            #expect(SMSLength(text).segments == segments, "\(text.prefix(3)) × \(text.count)")
        }
        #expect(SMSLength("ação").costly == ["ç", "ã"])
        #expect(SMSLength.plain("Olá, ação não 😊") == "Ola, acao nao ")
        #expect(ChannelLimits.problems(channel: .sms, texts: [String(repeating: "a", count: 459)]) == [])
        #expect(
            ChannelLimits.problems(channel: .sms, texts: [String(repeating: "a", count: 460)]) == [
                .init(
                    .warning, "4 SMS segments, each of which is paid for",
                    hint: "a segment has 153 characters; shorten the text to 459")
            ])
        #expect(
            ChannelLimits.problems(channel: .sms, texts: ["ok", String(repeating: "ã", count: 202)]) == [
                .init(
                    .warning, "4 SMS segments, each of which is paid for",
                    hint: "\"ã\" makes segments of 67 characters; without accents and emoji they would be 2")
            ])
    }

    @Test("of an e-mail's subject, and of nothing in a task")
    func others() {
        #expect(ChannelLimits.problems(channel: .email, subject: String(repeating: "é", count: 78), texts: [""]) == [])
        #expect(
            ChannelLimits.problems(channel: .email, subject: String(repeating: "é", count: 79), texts: []).map(
                \.severity)
                == [.warning])
        #expect(
            ChannelLimits.problems(channel: .email, subject: String(repeating: "é", count: 500), texts: []).map(
                \.severity)
                == [.error])
        #expect(ChannelLimits.problems(channel: .email, texts: [String(repeating: "a", count: 99_999)]) == [])
        #expect(ChannelLimits.problems(channel: .task, texts: [String(repeating: "a", count: 99_999)]) == [])
    }
}
