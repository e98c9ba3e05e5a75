import LaminaKit

/// The data sources and derived columns that come with Lamina.
public struct DataPack: Pack {
    public init() {}

    public let name = "data"

    public var components: [any Component.Type] {
        [CSVSource.self, IDXSource.self, NPYSource.self, TextSource.self, ValuesSource.self, Sine.self, Cosine.self, Difference.self]
    }

    /// A registry of this pack alone.
    static let registry: Registry = {
        do {
            return try Registry([DataPack()])
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}
