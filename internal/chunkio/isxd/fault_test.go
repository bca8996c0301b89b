package isxd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
)

type footer = isxdtest.Footer

// cells is a cell set of two cells, with keys of the footer in place of others.
func cells(timing, other footer) []byte {
	c := isxdtest.Cells{
		Width: 3, Height: 2,
		Images: [][]float32{{1, 0, 2, 0, 0, 3}, {0, 4, 0, 0, 5, 0}},
		Traces: [][]float32{{1, 2, 3, 4}, {5, 6, 7, 8}},
		Timing: timing, Footer: other,
	}
	return c.Bytes()
}

// events is an event set of two channels, likewise.
func events(other footer) []byte {
	e := isxdtest.Events{Names: []string{"A", "B"}, Samples: 4, List: []isxdtest.Event{isxdtest.At(50000, 0, 1), isxdtest.At(0, 1, 2), isxdtest.At(100000, 1, 3)}, Footer: other}
	return e.Bytes()
}

// readAll reads everything of a file, of which it holds a little at a time.
func readAll(content []byte) error {
	ctx := context.Background()
	f, err := isxd.Read(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	switch f.Kind {
	case isxd.KindCellSet:
		s, err := f.CellSet()
		if err != nil {
			return err
		}
		shape := s.Traces.Shape()
		frame := make([]byte, 4)
		for i := range min(shape[0], 64) {
			if shape[1] > 0 {
				if err := s.Traces.ReadBlock(ctx, frame, []int{i, shape[1] - 1}, []int{1, 1}); err != nil {
					return err
				}
			}
			if h, w := s.Images.Shape()[1], s.Images.Shape()[2]; h > 0 && w > 0 {
				if err := s.Images.ReadBlock(ctx, frame, []int{i, h - 1, w - 1}, []int{1, 1, 1}); err != nil {
					return err
				}
			}
		}
	case isxd.KindEventSet:
		s, err := f.EventSet(ctx)
		if err != nil {
			return err
		}
		s.Samples()
		return s.ReadEvents(ctx, make([]isxd.Event, min(s.Packets, 1000)), 0)
	case isxd.KindMovie, isxd.KindImage:
		m, err := f.Movie()
		if err != nil {
			return err
		}
		m.FrameOffset(m.Timing.Samples - 1)
		m.Period()
	}
	return nil
}

// Each fault is an Error that names the key, or the byte.
func TestFaults(t *testing.T) {
	whole := cells(nil, nil)
	n := len(whole)
	patched := func(at int, with ...byte) []byte {
		out := bytes.Clone(whole)
		copy(out[at:], with)
		return out
	}
	length := binary.LittleEndian.Uint64(whole[n-8:])
	begin := n - 9 - int(length)
	for _, c := range []struct {
		name    string
		content []byte
		says    string
	}{
		{"whole", whole, ""},
		{"nothing", nil, `"byte 0" begins a file of 0 bytes`},
		{"short", []byte("0123456789"), `"byte 0" begins a file of 10 bytes`},
		{"cut", whole[:n-1], "begins the length of the footer"},
		{"no length", patched(n-8, 0, 0, 0, 0, 0, 0, 0, 0), "begins the length of the footer, 0,"},
		{"huge length", patched(n-8, 255, 255, 255, 255, 255, 255, 255, 255), "which does not fit a file"},
		{"length off by one", patched(n-8, byte(length-1)), "is in no footer"},
		{"length off by more", patched(n-8, byte(length-7)), "should begin the footer"},
		{"no zero", patched(n-9, ' '), "begins a footer that no zero byte ends"},
		{"broken JSON", patched(begin+5, '}'), "is in no footer"},
		{"no UTF-8", patched(begin+10, 0xff), "begins no character of UTF-8"},
		{"null", isxdtest.File(nil, nil), "does not begin a JSON object"},

		{"no type", cells(nil, footer{"type": isxdtest.Absent}), `"type" is not in the footer`},
		{"type of text", cells(nil, footer{"type": "1"}), `"type" is "1", not an integer`},
		{"no names", cells(nil, footer{"CellNames": isxdtest.Absent}), `"CellNames" is not in the footer`},
		{"names of numbers", cells(nil, footer{"CellNames": []int{1, 2}}), `"CellNames[0]" is 1, not a text`},
		{"one status", cells(nil, footer{"CellStatuses": []int{0}}), `"CellStatuses" has 1 elements for 2 CellNames`},
		{"status 7", cells(nil, footer{"CellStatuses": []int{0, 7}}), `"CellStatuses[1]" is 7`},
		{"three cells", cells(nil, footer{"CellNames": []string{"a", "b", "c"}, "CellStatuses": []int{1, 1, 1}}), `"CellNames" names 3 cells`},
		{"activity", cells(nil, footer{"CellActivity": []bool{true}}), `"CellActivity" has 1 elements for 2 cells`},
		{"colour", cells(nil, footer{"CellColors": []int{-1, 0}}), `"CellColors[0]" is -1`},
		{"matches", cells(nil, footer{"Matches": []int{0}}), `"Matches" has 1 elements`},
		{"match", cells(nil, footer{"Matches": []int{0, 9}, "SizeGlobalCS": 3}), `"Matches[1]" is 9`},
		{"version 6", cells(nil, footer{"fileVersion": 6}), `"fileVersion" is 6, which is not between 0 and 5`},
		{"before versions", cells(nil, footer{"fileVersion": isxdtest.Absent, "mosaicVersion": 1}), "before May 2017"},
		{"dataType", cells(nil, footer{"dataType": 1}), `"dataType" is 1`},
		{"isRoiSet", cells(nil, footer{"isRoiSet": 1}), `"isRoiSet" is 1, neither true nor false`},

		{"numTimes", cells(footer{"numTimes": int64(1) << 62}, nil), `"timingInfo.numTimes" is 4611686018427387904`},
		{"negative numTimes", cells(footer{"numTimes": -4}, nil), `"timingInfo.numTimes" is -4`},
		{"half a sample", cells(footer{"numTimes": 4.5}, nil), `"timingInfo.numTimes" is 4.5, not an integer`},
		{"wide", cells(nil, footer{"spacingInfo": isxdtest.Spacing(1<<30, 2)}), `"spacingInfo.numPixels.x" is 1073741824`},
		{"larger", cells(nil, footer{"spacingInfo": isxdtest.Spacing(300, 200)}), `"CellNames" names 2 cells, each of 240016 bytes`},
		{"nothing of each", isxdtest.File(nil, footerOfNothing(t)), "cells of no bytes"},
		{"den", cells(footer{"period": isxdtest.Ratio(1, 0)}, nil), `"timingInfo.period.den" is 0`},
		{"period 0", cells(footer{"period": isxdtest.Ratio(0, 1)}, nil), `"timingInfo.period" is 0/1 s`},
		{"period below 0", cells(footer{"period": isxdtest.Ratio(-1, 20)}, nil), `"timingInfo.period" is -1/20 s`},
		{"start", cells(footer{"start": footer{"secsSinceEpoch": isxdtest.Ratio(1, 0), "utcOffset": 0}}, nil), `"timingInfo.start.secsSinceEpoch.den" is 0`},
		{"far start", cells(footer{"start": footer{"secsSinceEpoch": isxdtest.Ratio(1<<62, 1), "utcOffset": 0}}, nil), "which is no time of a recording"},
		{"zone", cells(footer{"start": isxdtest.Time(0, 90000)}, nil), `"timingInfo.start.utcOffset" is 90000`},
		{"dropped out", cells(footer{"dropped": []int{4}}, nil), `"timingInfo.dropped[0]" is 4, and the samples are 0 to 3`},
		{"dropped twice", cells(footer{"dropped": []int{1, 1}}, nil), `"timingInfo.dropped" holds sample 1 twice`},
		{"cropped text", cells(footer{"cropped": []string{"abc"}}, nil), `"timingInfo.cropped[0]" is "abc"`},
		{"cropped back", cells(footer{"cropped": []string{"3 - 1"}}, nil), `"timingInfo.cropped[0]" is "3 - 1"`},
		{"cropped out", cells(footer{"cropped": []string{"1 - 4000000000000"}}, nil), "and the samples are 0 to 3"},

		{"events", events(nil), ""},
		{"event version", events(footer{"fileVersion": 3}), `"fileVersion" is 3`},
		{"event layout", events(footer{"fileType": 7}), `"fileType" is 7`},
		{"fewer channels", events(footer{"channel list": []string{"A"}}), `"signalSteps" has 2 elements for 1 channels`},
		{"counts", events(footer{"numSamples": []int{2, 1}}), `"numSamples[0]" is 2, and 1 events are of the channel "A"`},
		{"count", events(footer{"numSamples": []int{1, 1}}), `"numSamples" counts 2 events, and the data hold 3`},
		{"end", events(footer{"global times": []footer{isxdtest.Time(5, 0), isxdtest.Time(4, 0)}}), "end before they start"},
		{"step", events(footer{"signalSteps": []footer{isxdtest.Ratio(-1, 2), isxdtest.Ratio(1, 2)}}), `"signalSteps[0]" is -1/2 s`},
		{"kind of signal", events(footer{"signalTypes": []int{0, 2}}), `"signalTypes[1]" is 2`},

		{"movie", isxdtest.Movie(4, 3, 5, 5, nil), ""},
		{"short movie", isxdtest.Movie(4, 3, 5, 4, nil), "leave 5 frames of 24 bytes, and 96 bytes of data hold 4"},
		{"movie version", isxdtest.Movie(4, 3, 5, 5, footer{"fileVersion": 2}), `"fileVersion" is 2`},
		{"movie type", isxdtest.Movie(4, 3, 5, 5, footer{"dataType": 4}), `"dataType" is 4`},
		{"lines of float32", isxdtest.Movie(4, 3, 5, 9, footer{"dataType": 1, "hasFrameHeaderFooter": true}), "only uint16 movies"},
	} {
		err := readAll(c.content)
		var wrong *isxd.Error
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !errors.As(err, &wrong)):
			t.Errorf("%s: error %v, want one with %s", c.name, err, c.says)
		}
	}
}

// hollow is a file whose last bytes are given and whose others are spaces.
type hollow struct {
	size int64
	end  []byte
}

func (h hollow) ReadAt(b []byte, at int64) (int, error) {
	for i := range b {
		b[i] = ' '
		if from := at + int64(i) - (h.size - int64(len(h.end))); from >= 0 && from < int64(len(h.end)) {
			b[i] = h.end[from]
		}
	}
	return len(b), nil
}

// A footer behind a lot of data is as long as one may be, and no longer: it takes
// memory.
func TestLongFooter(t *testing.T) {
	const most = 64 << 20
	for n, says := range map[int64]string{most: "type", most + 1: "at most 67108864 are read"} {
		end := append([]byte("{}\x00"), binary.LittleEndian.AppendUint64(nil, uint64(n))...)
		f := hollow{size: n + 1<<20, end: end}
		if _, err := isxd.Read(f, f.size); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("a footer of %d bytes: %v, want an error with %q", n, err, says)
		}
	}
}

func footerOfNothing(t *testing.T) footer {
	t.Helper()
	return footer{
		"type": 1, "dataType": "float", "fileVersion": 5, "isRoiSet": false,
		"timingInfo": isxdtest.Timing(0, nil), "spacingInfo": isxdtest.Spacing(0, 0),
		"CellNames": []string{"a"}, "CellStatuses": []int{1},
	}
}

// Events that no recording has are told with their place in the file.
func TestFaultyEvents(t *testing.T) {
	for _, c := range []struct {
		name  string
		event isxdtest.Event
		says  string
	}{
		{"channel", isxdtest.Event{Micros: 1, Channel: 2, Value: 1}, `"byte 0" begins an event of channel 2, and the channels are 0 to 1`},
		{"far channel", isxdtest.Event{Micros: 1, Channel: 1 << 63, Value: 1}, `"byte 0" begins an event of channel`},
		{"time", isxdtest.Event{Micros: 1<<64 - 1, Channel: 0, Value: 1}, `"byte 0" begins an event at 9223372036854775807 us`},
	} {
		e := isxdtest.Events{Names: []string{"A", "B"}, Samples: 4, List: []isxdtest.Event{c.event}, Footer: footer{"numSamples": []int{1, 0}}}
		if err := readAll(e.Bytes()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one with %s", c.name, err, c.says)
		}
	}
}

func TestFaultyEarlyEvents(t *testing.T) {
	const start = isxdtest.StartMillis * 1000
	list := []isxdtest.Event{isxdtest.At(start, 0, 1), isxdtest.At(start+50000, 1, 2)}
	early := func(other footer) []byte { return isxdtest.Early([]string{"A", "B"}, 4, list, other) }
	for _, c := range []struct {
		name  string
		other footer
		says  string
	}{
		{"whole", nil, ""},
		{"swapped", footer{"channel offsets": footer{"A": 68, "B": 0}}, "where the header of channel"},
		{"inside", footer{"channel offsets": footer{"A": 3}}, "where no header of a channel is"},
		{"behind", footer{"channel offsets": footer{"A": 1 << 40}}, `"channel offsets.A" is 1099511627776`},
		{"no offsets", footer{"channel offsets": []int{}}, `"channel offsets" is [], not an object`},
		{"version", footer{"fileVersion": 2}, `"fileVersion" is 2`},
	} {
		err := readAll(early(c.other))
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: error %v, want one with %s", c.name, err, c.says)
		}
	}
}

// A footer may be as long as its data make likely, and is not read otherwise.
func TestFooterLength(t *testing.T) {
	const base, perData = 8 << 20, 64
	for _, c := range []struct {
		data, length int
		refused      bool
	}{{0, base, false}, {0, base + 1, true}, {2, base + 2*perData, false}, {2, base + 2*perData + 1, true}} {
		text := `{"type": 6}`
		text += strings.Repeat(" ", c.length-len(text))
		content := append(append(make([]byte, c.data), text...), 0)
		content = binary.LittleEndian.AppendUint64(content, uint64(len(text)))
		_, err := isxd.Read(bytes.NewReader(content), int64(len(content)))
		if (err != nil) != c.refused || err != nil && !strings.Contains(err.Error(), "at most") {
			t.Errorf("%d bytes behind %d: %v", c.length, c.data, err)
		}
	}
}
