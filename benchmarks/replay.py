"""CPU seconds and peak memory of the eight-day replay, and the time to start up.

Run: ``python benchmarks/replay.py``. Prints rows for benchmarks/README.md. Not a test: figures
depend on the machine.
"""

import resource
import subprocess
import sys
import time

REPEATS = 5

REPLAY = """
import time, sim
from sim.place.reading import load_place
scenario, plan = sim.load_scenario("lekima_krosa_2019"), sim.load_plan()
place = load_place("jilin")
best = 1e9
for _ in range(%d):
    begin = time.process_time()
    log = sim.run(scenario, plan, place=place)
    best = min(best, time.process_time() - begin)
begin = time.process_time()
sim.metrics.summary(log, place=place)
print(best, time.process_time() - begin, len(log))
"""


def child(code: str) -> tuple[str, float, float]:
    """Run code in a fresh interpreter; return its output, CPU seconds and peak memory [MiB]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, cpu_s, after.ru_maxrss / 1024.0


def wall_s(*arguments: str) -> float:
    """Return the best wall time of a command over a few tries [s]."""
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        subprocess.run(  # noqa: S603
            [sys.executable, *arguments], capture_output=True, check=True
        )
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print the table."""
    output, cpu_s, peak_mib = child(REPLAY % 1)
    _, summary_s, n_events = output.split()
    best_s = child(REPLAY % REPEATS)[0].split()[0]
    print("| what | figure |")
    print("|---|---|")
    print(f"| replay, CPU after import, best of {REPEATS} | {float(best_s):.2f} s |")
    print(f"| whole process with import, summary and exit, CPU | {cpu_s:.2f} s |")
    print(f"| peak memory of that process | {peak_mib:.0f} MiB |")
    print(f"| events in the log | {int(n_events):,} |")
    print(f"| summary of the log, CPU | {float(summary_s):.2f} s |")
    print(f"| `import sim`, wall, best of {REPEATS} | {wall_s('-c', 'import sim'):.2f} s |")
    print(f"| `liandong --help`, wall, best of {REPEATS} | {wall_s('-m', 'sim', '--help'):.2f} s |")


if __name__ == "__main__":
    main()
