package check

import (
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]bool{
		"P90D": true, "P1Y": true, "P1Y2M3W4DT5H6M7S": true, "P0.5Y": true, "PT1H": true, "P12W": true, "P٣D": true,
		"": false, "P": false, "PT": false, "P1DT": false, "90D": false, "p90D": false, "P1D2M": false, "P.5D": false, "P1,5D": false,
		"P90D\n": false, "\tP90D": false, "-P90D": false, "P1DT2D": false,
	} {
		if _, ok := parseDuration(text); ok != want {
			t.Errorf("%q: %t, want %t", text, ok, want)
		}
	}
}

// Months are as long as they were, and end with their last day.
func TestBefore(t *testing.T) {
	end := time.Date(2024, 3, 31, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"P1M": "2024-02-29T12:00:00Z", "P1Y1M": "2023-02-28T12:00:00Z", "P4W": "2024-03-03T12:00:00Z", "P1DT12H": "2024-03-30T00:00:00Z",
		"PT36H": "2024-03-30T00:00:00Z", "P1.5D": "2024-03-30T00:00:00Z", "P14M": "2023-01-31T12:00:00Z",
	} {
		d, ok := parseDuration(text)
		if got := d.before(end).Format(time.RFC3339); !ok || got != want {
			t.Errorf("%s before %s: %s, want %s", text, end.Format(time.RFC3339), got, want)
		}
	}
}

func TestIsAbsolute(t *testing.T) {
	for path, want := range map[string]bool{
		"/a": true, `C:\a`: true, "c:/a": true, `\\server\share\a`: true, "//server/share": true,
		"a": false, "../a": false, "C:a": false, `\a`: false, `\\server`: false, "": false, "1:/a": false,
	} {
		if got := isAbsolute(path); got != want {
			t.Errorf("%q: %t, want %t", path, got, want)
		}
	}
}
