import CJSONC

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Decodes the values of a scanned text with json-c and checks that both saw the same tree.
struct TreeDecoder {
    /// The place in json-c's tree of an array or object whose parts are being compared.
    private struct Cursor {
        var object: OpaquePointer?
        var isObject: Bool
        var index = 0
        var count: Int
        var entry: UnsafeMutablePointer<lh_entry>?
    }

    private let table: JSONTable
    private let text: SourceText
    private var cursors: [Cursor] = []
    private var scalars: [JSONScalar] = []

    /// Returns what each node of the table stands for, at the node's index.
    static func decode(_ table: JSONTable, text: SourceText) throws(Diagnostic) -> [JSONScalar] {
        let root = try parse(text)
        defer { json_object_put(root) }
        var decoder = TreeDecoder(table: table, text: text)
        try decoder.compare(with: root)
        return decoder.scalars
    }

    private init(table: JSONTable, text: SourceText) {
        self.table = table
        self.text = text
        scalars.reserveCapacity(table.nodes.count)
    }

    private static func parse(_ text: SourceText) throws(Diagnostic) -> OpaquePointer? {
        guard let tokener = json_tokener_new_ex(Int32(JSONLimits.maximumDepth + 2)) else {
            throw refusal("no memory", at: 0, in: text)
        }
        defer { json_tokener_free(tokener) }
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
        // Without the final NUL json-c waits for more digits of a number that ends the text.
        var terminated = text.bytes
        terminated.append(0)
        let root = terminated.withUnsafeBytes { buffer in
            json_tokener_parse_ex(
                tokener, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count))
        }
        let error = json_tokener_get_error(tokener)
        guard error == json_tokener_success else {
            json_object_put(root)
            throw refusal(
                String(cString: json_tokener_error_desc(error)), at: Int(json_tokener_get_parse_end(tokener)), in: text)
        }
        return root
    }

    private mutating func compare(with root: OpaquePointer?) throws(Diagnostic) {
        for (index, node) in table.nodes.enumerated() {
            while let cursor = cursors.last, cursor.index == cursor.count { cursors.removeLast() }
            let object = index == 0 ? root : try nextChild(for: node)
            scalars.append(try scalar(of: object, as: node))
        }
    }

    /// Moves the innermost cursor on and returns the value there.
    private mutating func nextChild(for node: JSONTable.Node) throws(Diagnostic) -> OpaquePointer? {
        guard var cursor = cursors.popLast() else { throw disagreement("the number of values", at: node) }
        defer { cursors.append(cursor) }
        let index = cursor.index
        cursor.index += 1
        guard cursor.isObject else {
            guard node.key == nil else { throw disagreement("array or object", at: node) }
            return json_object_array_get_idx(cursor.object, index)
        }
        guard let entry = cursor.entry, let key = node.key else { throw disagreement("array or object", at: node) }
        cursor.entry = lh_entry_next(entry)
        guard let name = lh_entry_k(entry), isEqual(name, table.keys[key].name) else {
            throw disagreement("a key", at: node)
        }
        return lh_entry_v(entry).map { OpaquePointer($0) }
    }

    /// Checks one value's kind, and its contents or number of parts.
    private mutating func scalar(of object: OpaquePointer?, as node: JSONTable.Node) throws(Diagnostic) -> JSONScalar {
        switch (node.kind, json_object_get_type(object)) {
        case (.null, json_type_null):
            return .none
        case (.boolean, json_type_boolean):
            return .boolean(json_object_get_boolean(object) != 0)
        case (.string, json_type_string):
            guard let start = json_object_get_string(object) else { throw disagreement("a string", at: node) }
            let contents = UnsafeRawBufferPointer(start: start, count: Int(json_object_get_string_len(object)))
            return .string(String(decoding: contents, as: UTF8.self))
        case (.number, json_type_int) where node.isInteger:
            return try integer(of: object, as: node)
        case (.number, json_type_double) where !node.isInteger:
            return .double(json_object_get_double(object))
        case (.array, json_type_array):
            try open(
                Cursor(object: object, isObject: false, count: Int(json_object_array_length(object)), entry: nil),
                for: node)
            return .none
        case (.object, json_type_object):
            let first = json_object_get_object(object).flatMap { lh_table_head($0) }
            try open(
                Cursor(object: object, isObject: true, count: Int(json_object_object_length(object)), entry: first),
                for: node)
            return .none
        default:
            throw disagreement("the kind of a value", at: node)
        }
    }

    private mutating func open(_ cursor: Cursor, for node: JSONTable.Node) throws(Diagnostic) {
        guard cursor.count == node.count else { throw disagreement("the number of elements or members", at: node) }
        cursors.append(cursor)
    }

    /// json-c saturates an integer that does not fit; the literal does not.
    private func integer(of object: OpaquePointer?, as node: JSONTable.Node) throws(Diagnostic) -> JSONScalar {
        let literal = text.string(in: node.range)
        if let value = Int(literal) {
            guard json_object_get_int64(object) == value else { throw disagreement("an integer", at: node) }
            return .integer(value)
        }
        guard let value = Double(literal) else { throw disagreement("a number", at: node) }
        return .double(value)
    }

    private func isEqual(_ name: UnsafeMutableRawPointer, _ key: String) -> Bool {
        let length = strlen(name.assumingMemoryBound(to: CChar.self))
        return key.utf8.elementsEqual(UnsafeRawBufferPointer(start: name, count: length))
    }

    private func disagreement(_ subject: String, at node: JSONTable.Node) -> Diagnostic {
        Diagnostic(
            .decoderDisagreement,
            "internal error: Lamina's scanner and json-c disagree about \(subject) here; please report this file",
            at: text.location(node.range))
    }

    private static func refusal(_ reason: String, at offset: Int, in text: SourceText) -> Diagnostic {
        Diagnostic(
            .decoderRefusal,
            "internal error: json-c refuses what Lamina's scanner accepts (\(reason)); please report this file",
            at: text.location(SourceRange(lowerBound: offset, upperBound: offset)))
    }
}
