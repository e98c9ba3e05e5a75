"""python3 -m unittest discover -s Benchmarks/tests"""
import importlib.util
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))


def script(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, "..", f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE, BESIDE, SETS = script("performance-table"), script("beside-peers"), script("instruction-sets")
with open(os.path.join(HERE, "fixture.jsonl")) as file:
    LINES = [json.loads(line) for line in file]


class InstructionSetTests(unittest.TestCase):
    def test_cell_is_the_widest_set_and_how_many_times_as_long_the_others_take(self):
        lines = [
            {"isa": isa, "workload": "mlp", "kind": "latency", "batch": 1, "median_us": time}
            for isa, time in (("avx512", 8), ("avx512", 10), ("avx512", 20), ("avx2", 15), ("baseline", 44))
        ]
        self.assertEqual(SETS.cell(lines, "mlp", "latency", 1), "10.0 µs · 1.5 · 4.4")
        self.assertEqual(SETS.cell(lines, "mlp", "train", 32), "–")
        self.assertEqual(SETS.duration(1234), "1.23 ms")


class TableTests(unittest.TestCase):
    def test_median_of_quiet_repeats_and_best_mode(self):
        best = TABLE.best_by_peer(LINES, "rnn513", "latency", 1, 1)
        self.assertEqual(best["lamina"], TABLE.Best("lamina", 4.5, 4.0, 5.0))
        self.assertEqual(best["onnxruntime"], TABLE.Best("onnxruntime", 28, 27, 29))
        self.assertEqual(best["jax"].time, 40)

    def test_busy_lines_count_where_there_are_no_others(self):
        best = TABLE.best_by_peer([line for line in LINES if line.get("median_us") == 90], "rnn513", "latency", 1, 1)
        self.assertEqual(best["lamina"].time, 90)

    def test_cell_at_and_below_its_goal(self):
        text, miss = TABLE.cell(LINES, "rnn513", "latency", 1, 1)
        self.assertEqual(text, "**4.50 µs (4.00 µs – 5.00 µs)**<br>28.0 µs (27.0 µs – 29.0 µs) onnxruntime<br>**6.2×**")
        self.assertIsNone(miss)
        text, miss = TABLE.cell(LINES, "mlp", "train", 32, 2)
        self.assertEqual(text, "**100k/s**<br>66.7k/s jax<br>1.50× ▽ 1.6×")
        self.assertEqual(miss, (1.5, 1.6))
        text, _ = TABLE.cell(LINES, "rnn513", "cold", None, 1)
        self.assertEqual(text, "**4.00 ms**<br>40.0 ms onnxruntime<br>**10.0×**")
        self.assertEqual(TABLE.cell(LINES, "cnn32", "latency", 1, 1), ("–", None))

    def test_goals(self):
        self.assertEqual(TABLE.goal("gru32", "throughput", 32, 2), 3)
        self.assertEqual(TABLE.goal("gru32", "throughput", 256, 1), 2.3)
        self.assertEqual(TABLE.goal("mlp", "train", 128, 1), 1.3)
        self.assertIsNone(TABLE.goal("cnn32", "cold", None, 1))
        self.assertTrue(all(len(goals) == len(TABLE.WORKLOADS) for goals in TABLE.GOALS.values()))

    def test_table_has_the_measured_rows_and_columns(self):
        text, below = TABLE.table(LINES)
        self.assertEqual(text.splitlines()[0], "| | rnn513 | mlp |")
        self.assertEqual([line.split(" |")[0] for line in text.splitlines()[2:]], ["| latency, batch 1", "| training, 32, 2 threads", "| process to first result"])
        self.assertEqual(below, [("training, 32, 2 threads", "mlp", 1.5, 1.6)])
        self.assertIn("a processor, 2 cores, 140 GFLOP/s a core; 3 repeats; jax 0.9, lamina 0.1.0", TABLE.facts(LINES))

    def test_ratios_alone(self):
        rows = TABLE.table(LINES, shows_ratios=True)[0].splitlines()[2:]
        self.assertEqual(rows[0], "| latency, batch 1 | **6.2×** | – |")
        self.assertEqual(rows[1], "| training, 32, 2 threads | – | 1.50× ▽ |")

    def test_speeds_are_spread_from_the_slowest(self):
        best = TABLE.Best("lamina", 1000, 500, 2000)
        self.assertEqual(TABLE.spread(best, "throughput", 1), "1.00k/s (500/s – 2.00k/s)")


class BesideTests(unittest.TestCase):
    def test_only_json_lines_count(self):
        self.assertEqual(BESIDE.json_lines('note\n{"a": 1}\n'), [{"a": 1}])

    def test_threads_are_pinned_like_the_peers(self):
        self.assertEqual(BESIDE.pinned(1)[-3:], ["taskset", "-c", "0"])
        self.assertEqual(BESIDE.pinned(2)[-1], "0,1")

    def test_facts(self):
        facts = BESIDE.machine_facts()
        self.assertEqual(facts["kind"], "machine")
        self.assertGreaterEqual(facts["cores"], 1)


if __name__ == "__main__":
    unittest.main()
