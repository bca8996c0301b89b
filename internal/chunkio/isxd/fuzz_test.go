package isxd_test

import (
	"testing"

	"roi2nwb/internal/chunkio/isxd/isxdtest"
)

// FuzzFile reads any bytes as a file.
func FuzzFile(f *testing.F) {
	const start = isxdtest.StartMillis * 1000
	for _, content := range [][]byte{
		cells(nil, nil), cells(footer{"cropped": []string{"0 - 1"}, "dropped": []int{3}}, nil), events(nil),
		isxdtest.Early([]string{"A", "B"}, 4, []isxdtest.Event{isxdtest.At(start, 0, 1), isxdtest.At(start, 1, 2)}, nil),
		isxdtest.Movie(4, 3, 5, 5, nil), isxdtest.Movie(4, 3, 1, 500, footer{"hasFrameHeaderFooter": true, "extraProperties": footer{"producer": footer{"version": "1.2.0-x"}}}),
	} {
		f.Add(content)
	}
	f.Fuzz(func(_ *testing.T, content []byte) { _ = readAll(content) })
}

// FuzzEvents reads any bytes as the events of a set whose footer agrees with
// their number.
func FuzzEvents(f *testing.F) {
	f.Add(make([]byte, 40), byte(2))
	f.Add([]byte("\x50\xc3\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x3f"), byte(0))
	f.Fuzz(func(_ *testing.T, data []byte, ofFirst byte) {
		n := len(data) / 20
		first := min(int(ofFirst), n)
		e := isxdtest.Events{Names: []string{"A", "B"}, Samples: 4, Footer: footer{"numSamples": []int{first, n - first}}}
		whole := e.Bytes()
		_ = readAll(append(append([]byte(nil), data[:20*n]...), whole...))
	})
}
