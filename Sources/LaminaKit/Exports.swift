@_exported import CLaminaKernels
@_exported import LaminaRuntime
@_exported import LaminaSource
