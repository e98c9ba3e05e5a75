import LaminaKit

/// The fields of an object inside the section.
public struct DataGroup: Sendable {
    public let key: String
    public let fields: [FieldDescription]
    /// Whether the key holds such objects by free names.
    public let isNamed: Bool
    /// Objects inside this one.
    public let groups: [DataGroup]
}

extension DataSection {
    /// The objects inside the section, for the schema.
    public static func groups(registry: Registry) -> [DataGroup] {
        func group(_ key: String, isNamed: Bool = false, groups: [DataGroup] = [], _ read: (inout Fields) -> Void) -> DataGroup {
            var fields = Fields(describing: key, registry: registry)
            read(&fields)
            return DataGroup(key: key, fields: fields.descriptions, isNamed: isNamed, groups: groups)
        }
        let ofInput = [
            group("window") { _ = WindowSection(from: &$0) },
            group("sequence") { _ = SequenceSection(from: &$0) },
            group("text") { _ = TextSection(from: &$0) },
        ]
        return ofInput + [
            group("inputs", isNamed: true, groups: ofInput) { _ = InputSection(from: &$0, port: PlacedName("")) },
            group("target") { _ = TargetSection(from: &$0) },
            group("targets", isNamed: true) { _ = TargetSection(from: &$0) },
            group("split") { _ = SplitSection(from: &$0) },
        ]
    }
}
