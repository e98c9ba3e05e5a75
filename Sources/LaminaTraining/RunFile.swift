/// The files that a training from the command line writes into its run's folder. Callbacks name theirs otherwise.
public enum RunFile: String, CaseIterable, Sendable {
    case weights = "weights.safetensors"
    case checkpoint = "checkpoint.safetensors"
    case historyJSON = "history.json"
    case historyCSV = "history.csv"
    case picture = "forecast.svg"
    /// The model file as it was trained.
    case model = "model.json"
    /// How it was trained, for reports.
    case record = "run.json"
    case report = "report.html"
}
