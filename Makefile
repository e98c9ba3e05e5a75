# The commands that the README names.
SWIFT ?= swift
# Kernels are C: without this a debug build runs them unoptimised.
SWIFT_FLAGS ?= -Xcc -O2
SCRATCH ?= .build
PACKAGES = libjson-c-dev zlib1g-dev

.PHONY: demo test build dependencies validate bench bench-scaling parity clean

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

dependencies:
	@Scripts/install-dependencies.sh $(PACKAGES)

clean:
	rm -rf $(SCRATCH)
