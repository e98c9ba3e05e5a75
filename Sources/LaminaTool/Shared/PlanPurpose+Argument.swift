import ArgumentParser
import Lamina

extension PlanPurpose: ExpressibleByArgument {}
