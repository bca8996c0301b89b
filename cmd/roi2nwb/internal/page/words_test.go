package page

import (
	"testing"
	"time"
)

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 9949: "9.9 kB", 9950: "10 kB", 999_499: "999 kB", 999_500: "1.0 MB",
		1_234_567: "1.2 MB", 62_000_000: "62 MB", 5_000_000_000: "5.0 GB", 7_200_000_000_000: "7.2 TB", 1 << 62: "4612 PB",
	} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 s", 340 * time.Millisecond: "0.3 s", 59 * time.Second: "59.0 s", time.Minute: "1 min 0 s",
		125*time.Second + 600*time.Millisecond: "2 min 6 s", 2 * time.Hour: "120 min 0 s",
	} {
		if got := Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
