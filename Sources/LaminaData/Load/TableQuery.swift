import LaminaKit

/// What the section, or a preprocessing, wants of a table: columns of the file and those derived from them.
struct TableQuery {
    var inputs: [[ColumnRequest]]
    var targets: [[ColumnRequest]]
    var derivations: [any DerivedColumn]
    var weight: PlacedName?
    /// The column by which rows make sequences.
    var key: PlacedName?

    /// What the file must hold, each once: a derived column may be made from one that is derived before it.
    func request(folder: String) -> DataRequest {
        var requests: [ColumnRequest] = []
        var places: [ColumnKey: Int] = [:]
        var derived: Set<String> = []
        func add(_ request: ColumnRequest) {
            guard !derived.contains(request.name), places[ColumnKey(request)] == nil else { return }
            places[ColumnKey(request)] = requests.count
            requests.append(request)
        }
        let keyRequest = key.map { ColumnRequest(name: $0.name, content: .text, location: $0.location) }
        if let keyRequest { add(keyRequest) }
        for derivation in derivations {
            let source = derivation.fields.column
            add(ColumnRequest(name: source.name, content: derivation.content, location: source.location))
            derived.insert(derivation.fields.name.name)
        }
        for column in inputs.joined() { add(column) }
        if let weight { add(ColumnRequest(name: weight.name, content: .number, location: weight.location)) }
        for column in targets.joined() { add(column) }
        return DataRequest(
            folder: folder, columns: requests, derivedNames: derivations.map(\.fields.name), key: keyRequest.flatMap { places[ColumnKey($0)] })
    }
}

/// What makes two requests the same one.
struct ColumnKey: Hashable {
    let name: String
    let content: ColumnRequest.Content

    init(_ request: ColumnRequest) {
        name = request.name
        content = request.content
    }

    init(_ name: String, _ content: ColumnRequest.Content) {
        self.name = name
        self.content = content
    }
}
