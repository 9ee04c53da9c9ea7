"""All benchmarks, one after the other in one process."""

from benchmarks import annotation, highlight, index, pages
from benchmarks.measuring import machine


def main() -> None:
    print(machine())
    for benchmark in (annotation, highlight, pages, index):
        benchmark.main()


if __name__ == "__main__":
    main()
