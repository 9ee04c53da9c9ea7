"""All benchmarks, one after the other in one process."""

from benchmarks import annotation, highlight, index, pages, spelling
from benchmarks.measuring import machine


def main() -> None:
    print(machine())
    for benchmark in (annotation, highlight, pages, index, spelling):
        benchmark.main()


if __name__ == "__main__":
    main()
