# The commands that the README names.
SWIFT ?= swift
# Kernels are C: without this a debug build runs them unoptimised.
SWIFT_FLAGS ?= -Xcc -O2
SCRATCH ?= .build
PACKAGES = libjson-c-dev zlib1g-dev

.PHONY: demo test build dependencies validate bench bench-scaling parity races example clean

demo: dependencies
	$(SWIFT) build -c release --scratch-path $(SCRATCH) --product lamina
	$(SCRATCH)/release/lamina train models/weather-gru.json --output runs/weather-gru

test: dependencies
	Scripts/check-rooms.sh
	Scripts/test-benchmark-scripts.sh
	$(SWIFT) test --scratch-path $(SCRATCH) $(SWIFT_FLAGS)
	Tests/Integration/resume.sh $(SCRATCH)/debug/lamina
	Tests/Integration/tool.sh $(SCRATCH)/debug/lamina
	Tests/Integration/allocations.sh $(SCRATCH)/allocations
	Tests/Integration/run.sh $(SCRATCH)/integration

build: dependencies
	$(SWIFT) build -c release --scratch-path $(SCRATCH)

validate: dependencies
	$(SWIFT) package --scratch-path $(SCRATCH) validate-models

bench: dependencies
	$(SWIFT) build -c release --scratch-path $(SCRATCH) --product lamina
	$(SCRATCH)/release/lamina bench

# Curves into Benchmarks/results/scaling: about two minutes of a quiet machine.
bench-scaling: dependencies
	$(SWIFT) build -c release --scratch-path $(SCRATCH) --product lamina
	$(SCRATCH)/release/lamina bench --scaling Benchmarks/results/scaling

parity: dependencies
	LAMINA_PARITY=1 $(SWIFT) test --scratch-path $(SCRATCH) $(SWIFT_FLAGS) --filter LaminaGoldenTests --skip ParityTests

# Data races, by the thread sanitizer: what runs on several threads.
races: dependencies
	$(SWIFT) test --sanitize=thread --scratch-path $(SCRATCH)-races $(SWIFT_FLAGS) --filter 'LaminaServingTests|LaminaRuntimeTests'

# The example service: its first build takes minutes.
EXAMPLE = Examples/ForecastService
EXAMPLE_SCRATCH ?= $(EXAMPLE)/.build

example: dependencies
	$(SWIFT) build -c release --build-tests --package-path $(EXAMPLE) --scratch-path $(EXAMPLE_SCRATCH)
	$(SWIFT) test -c release --skip-build --package-path $(EXAMPLE) --scratch-path $(EXAMPLE_SCRATCH)
	ML_FOLDER=$(EXAMPLE)/runs $(EXAMPLE_SCRATCH)/release/forecast-service train

dependencies:
	@Scripts/install-dependencies.sh $(PACKAGES)

clean:
	rm -rf $(SCRATCH)
