# A thin front for Meson: the commands of the README and of CI.
BUILD ?= build

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@meson setup $(BUILD)

# Checks the shipped example. It does not hold, so exit status 1 is what `check` must answer.
demo:
	@tools/install-deps build
	@$(MAKE) --no-print-directory all
	@tools/demo $(BUILD)/aman

test:
	@tools/install-deps test
	@tools/run-tests

# make bench runs every bench, make bench BENCH=crowd (or check, escort, names, serve) one of them.
BENCH ?= check crowd escort names serve
bench: all
	@tools/install-deps bench
	@for bench in $(BENCH); do bench/$$bench.sh $(BUILD) || exit 1; done

fuzz:
	@tools/install-deps test
	@tools/run-fuzzers

# A thousand million person-steps on random grounds (FUZZ_STEPS=1e7 for fewer), shared among the cores.
fuzz-long: all
	@tools/run-long-fuzz $(BUILD)

deps:
	@tools/install-deps build

install: all
	@meson install -C $(BUILD)

clean:
	rm -rf build build-test build-asan build-tsan build-fuzz

.PHONY: all demo test bench fuzz fuzz-long deps install clean
