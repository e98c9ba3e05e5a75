import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaStandardPack
import LaminaTraining

extension Registry {
    /// The packs that model files can use without a third party's.
    public static let standardPacks: [any Pack] = [StandardPack(), CompositionPack(), TrainingPack(), DataPack()]

    /// What model files can name without a third party's pack.
    public static let standard = standard(with: [])

    /// The standard vocabulary and more.
    ///
    /// - Precondition: no pack claims a name that another one has; `Registry.init` throws instead.
    public static func standard(with packs: [any Pack]) -> Registry {
        do {
            return try Registry(standardPacks + packs)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
