@_exported import LaminaRuntime
@_exported import LaminaSource
