package page

import (
	"fmt"
	"strings"
	"time"
)

// Bytes writes a size for people: "1.2 MB".
func Bytes(n int64) string {
	const unit = 1000
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	v, prefix := float64(n)/unit, 0
	for v >= 999.5 && prefix < 4 {
		v, prefix = v/unit, prefix+1
	}
	if v < 9.95 {
		return fmt.Sprintf("%.1f %cB", v, "kMGTP"[prefix])
	}
	return fmt.Sprintf("%.0f %cB", v, "kMGTP"[prefix])
}

// Duration writes how long something took: "0.7 s", "2 min 5 s".
func Duration(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// Clock writes a time as m:ss, or h:mm:ss.
func Clock(d time.Duration) string {
	s := int(d.Seconds())
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Join joins with commas those texts that are not empty.
func Join(texts ...string) string {
	var joined strings.Builder
	for _, text := range texts {
		if joined.Len() > 0 && text != "" {
			joined.WriteString(", ")
		}
		joined.WriteString(text)
	}
	return joined.String()
}

// Dimensions writes a shape for people: "80 x 60".
func Dimensions(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = fmt.Sprint(n)
	}
	return strings.Join(parts, " x ")
}

// Plural writes a count with a noun that takes an s: "1 frame", "2 frames".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
