/// The models beside this file, checked by every build.
public enum ForecastModels {}
