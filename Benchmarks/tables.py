"""What the scripts that make tables share."""
import os
import sys

WORKLOADS = ["rnn513", "gru32", "lstm64x2", "mlp", "mlp_bn", "lenet", "cnn32"]


def write_between_markers(path, results, text):
    """Puts `text` in the place of what stands between two lines `<!-- table of RESULTS -->` of a file."""
    marker = f"<!-- table of {os.path.splitext(os.path.basename(results))[0]} -->"
    with open(path) as file:
        parts = file.read().split(marker)
    if len(parts) != 3:
        sys.exit(f"{path} must have two lines {marker}")
    with open(path, "w") as file:
        file.write(f"{parts[0]}{marker}\n\n{text}\n\n{marker}{parts[2]}")
