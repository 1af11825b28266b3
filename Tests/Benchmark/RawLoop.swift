import CCurl
import Foundation

/// libcurl alone: handles kept full with POSTs of about 600 bytes, no database, nothing rendered.
enum RawLoop {
    static func run(url: String, connections: Int, count: Int) throws {
        guard let multi = curl_multi_init() else { throw BenchmarkError("curl_multi_init") }
        defer { curl_multi_cleanup(multi) }
        let body = Array("{\"to\":\"5511987654321\",\"text\":\"\(String(repeating: "x", count: 560))\"}".utf8)
        var headers = curl_slist_append(nil, "Content-Type: application/json")
        headers = curl_slist_append(headers, "Expect:")
        defer { curl_slist_free_all(headers) }
        try body.withUnsafeBytes { bytes in
            var handles: [UnsafeMutableRawPointer] = []
            for _ in 0..<connections {
                guard let handle = curl_easy_init() else { throw BenchmarkError("curl_easy_init") }
                _ = carteiro_curl_set_string(handle, CURLOPT_URL, url)
                _ = carteiro_curl_set_long(handle, CURLOPT_POST, 1)
                _ = carteiro_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
                _ = carteiro_curl_set_pointer(
                    handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                _ = carteiro_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, bytes.count)
                _ = carteiro_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
                _ = carteiro_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { _, size, items, _ in size * items }
                handles.append(handle)
            }
            defer { for handle in handles { curl_easy_cleanup(handle) } }
            let measure = Measure()
            var started = 0
            var done = 0
            for handle in handles where started < count {
                curl_multi_add_handle(multi, handle)
                started += 1
            }
            while done < count {
                var running: Int32 = 0
                curl_multi_perform(multi, &running)
                var left: Int32 = 0
                while let message = curl_multi_info_read(multi, &left) {
                    guard let handle = message.pointee.easy_handle else { continue }
                    guard carteiro_curl_message_result(message) == CURLE_OK else {
                        throw BenchmarkError("the server does not answer: \(url)")
                    }
                    done += 1
                    curl_multi_remove_handle(multi, handle)
                    guard started < count else { continue }
                    curl_multi_add_handle(multi, handle)
                    started += 1
                }
                if done < count { curl_multi_poll(multi, nil, 0, 1000, nil) }
            }
            print(measure.line("raw libcurl, \(connections) connections", count))
        }
    }
}
