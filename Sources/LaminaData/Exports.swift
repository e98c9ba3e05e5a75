@_exported import LaminaKit
