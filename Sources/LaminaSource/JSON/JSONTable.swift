/// What the scanner found: the values of a document in the order in which they begin.
struct JSONTable: Sendable {
    struct Node: Sendable {
        var kind: JSONNode.Kind
        var range: SourceRange
        /// The index after the last value inside this one; so the next sibling's.
        var end: Int
        /// How many elements or members it has.
        var count = 0
        /// The index of its key if it is a member.
        var key: Int?
        /// A number written without fraction and exponent.
        var isInteger = false
    }

    struct Key: Sendable {
        /// The key with its escapes decoded.
        var name: String
        /// The range with the quotes.
        var range: SourceRange
    }

    var nodes: [Node] = []
    var keys: [Key] = []
}
