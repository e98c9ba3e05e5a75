import LaminaStandardPack

public struct HighwayPack: Pack {
    public init() {}

    public let name = "highway"
    public let components: [any Component.Type] = [Highway.self, Crop.self]
}
