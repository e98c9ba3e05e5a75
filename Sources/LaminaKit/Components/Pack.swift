/// A shelf of components and fusion rules. The standard pack is one; a third party's is another, with the same rights.
public protocol Pack: Sendable {
    var name: String { get }
    var components: [any Component.Type] { get }
    var fusionRules: [FusionRule] { get }
}

extension Pack {
    public var fusionRules: [FusionRule] { [] }
}

/// What the model files of one program can name. A value: a program builds its own and passes it on.
public struct Registry: Sendable {
    public let packs: [any Pack]
    public let fusionRules: [FusionRule]
    private let types: [ComponentKind: [String: any Component.Type]]

    /// - Throws: `RegistryError` where two packs claim one name.
    public init(_ packs: [any Pack]) throws(RegistryError) {
        var types: [ComponentKind: [String: any Component.Type]] = [:]
        var owners: [String: String] = [:]
        for pack in packs {
            for component in pack.components {
                for name in [component.typeName] + component.aliases {
                    let key = "\(component.kind)/\(name)"
                    if let owner = owners[key] {
                        throw RegistryError("\(component.kind) '\(name)' is in both '\(owner)' and '\(pack.name)': name one of them anew")
                    }
                    owners[key] = pack.name
                    types[component.kind, default: [:]][name] = component
                }
            }
        }
        self.packs = packs
        self.types = types
        fusionRules = packs.flatMap(\.fusionRules)
    }

    public func component(_ kind: ComponentKind, named name: String) -> (any Component.Type)? {
        types[kind]?[name]
    }

    /// Every name of a kind, aliases too, sorted.
    public func names(of kind: ComponentKind) -> [String] {
        (types[kind] ?? [:]).keys.sorted()
    }

    /// Every component of a kind once, in the order of the packs.
    public func components(of kind: ComponentKind) -> [any Component.Type] {
        packs.flatMap { $0.components.filter { $0.kind == kind } }
    }
}

public struct RegistryError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
