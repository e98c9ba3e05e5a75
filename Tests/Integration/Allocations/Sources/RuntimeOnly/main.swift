import LaminaRuntime

print("\(InstructionSet.name), \(Region.allCases.count) regions")
