@_exported import LaminaCompiler
@_exported import LaminaData
@_exported import LaminaFiles
@_exported import LaminaKit
@_exported import LaminaStandardPack
@_exported import LaminaTraining
