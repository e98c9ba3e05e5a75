@testable import LaminaData

func parseNumber(_ text: String) -> Double? { DecimalNumber.parse(ArraySlice(text.utf8)) }

func parseTime(_ text: String) -> Double? { Timestamp.parse(ArraySlice(text.utf8)) }

func shareOfYear(_ text: String) -> Double? { parseTime(text).map(Timestamp.shareOfYear) }

func shareOfWeek(_ text: String) -> Double? { parseTime(text).map(Timestamp.shareOfWeek) }
