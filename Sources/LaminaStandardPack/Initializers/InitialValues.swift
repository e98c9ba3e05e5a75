import LaminaKit

/// Initializers for layers to start from where the file says nothing.
public enum InitialValues {
    public static var zeros: any Initializer { Zeros() }
    public static var glorotUniform: any Initializer { GlorotUniform() }
    public static var orthogonal: any Initializer { Orthogonal() }

    public static func constant(_ value: Double) -> any Initializer { Constant(value: value) }
}
