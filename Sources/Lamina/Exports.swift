@_exported import LaminaCompiler
@_exported import LaminaKit
@_exported import LaminaStandardPack
