// Package isxdtest makes small .isxd files for tests, as Inscopix' isxcore lays
// them out.
package isxdtest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Footer is the keys of a footer. A nil value takes a key away.
type Footer map[string]any

// Absent as the value of a key takes it out of the footer.
const Absent = "\x00absent"

// with returns the keys of f with others in their place.
func (f Footer) with(other Footer) Footer {
	all := maps.Clone(f)
	for key, value := range other {
		all[key] = value
		if value == Absent {
			delete(all, key)
		}
	}
	return all
}

// File lays a file out: data, footer, zero byte, length.
func File(data []byte, footer Footer) []byte {
	text, err := json.MarshalIndent(footer, "", "    ")
	if err != nil {
		panic(err) // a test gave what JSON has no form for
	}
	out := append(append([]byte(nil), data...), text...)
	return binary.LittleEndian.AppendUint64(append(out, 0), uint64(len(text)))
}

// Ratio is a fraction in a footer.
func Ratio(num, den int64) Footer { return Footer{"num": num, "den": den} }

// Time is an instant in a footer, in milliseconds since 1970, with its zone.
func Time(millis int64, zone int) Footer {
	return Footer{"secsSinceEpoch": Ratio(millis, 1000), "utcOffset": zone}
}

// The recording that files are of unless they say otherwise.
const (
	StartMillis = 1724666920278 // 2024-08-26T10:08:40.278Z
	Zone        = -7 * 3600
)

// Timing is a recording of so many samples, 20 a second, with keys in place of
// others.
func Timing(samples int, other Footer) Footer {
	return Footer{
		"numTimes": samples, "period": Ratio(50, 1000), "start": Time(StartMillis, Zone),
		"dropped": []int{}, "cropped": []string{}, "blank": []int{},
	}.with(other)
}

// Spacing is a field of view.
func Spacing(width, height int) Footer {
	return Footer{
		"numPixels": Footer{"x": width, "y": height},
		"pixelSize": Footer{"x": Ratio(3, 1), "y": Ratio(3, 1)},
		"topLeft":   Footer{"x": Ratio(0, 1), "y": Ratio(0, 1)},
	}
}

// Cells is a cell set: an image of Width x Height, row by row, and a trace for
// each cell.
type Cells struct {
	Width, Height  int
	Images, Traces [][]float32
	Timing         Footer // in place of keys of timingInfo
	Footer         Footer // in place of keys of the footer
}

// Bytes lays the cell set out.
func (c *Cells) Bytes() []byte {
	var data []byte
	names, statuses, active, colors := []string{}, []int{}, []bool{}, []uint32{}
	samples := 0
	for i := range c.Images {
		data = AppendFloats(AppendFloats(data, c.Images[i]), c.Traces[i])
		names, statuses = append(names, fmt.Sprintf("C%d", i)), append(statuses, 1)
		active, colors = append(active, true), append(colors, math.MaxUint32)
		samples = len(c.Traces[i])
	}
	return File(data, Footer{
		"type": 1, "dataType": "float", "fileVersion": 5, "producer": producer(),
		"timingInfo": Timing(samples, c.Timing), "spacingInfo": Spacing(c.Width, c.Height),
		"CellNames": names, "CellStatuses": statuses, "CellActivity": active, "CellColors": colors,
		"isRoiSet": false, "SizeGlobalCS": 0, "Matches": []int{}, "PairScores": []float64{}, "CentroidDistances": []float64{},
		"cellMetrics": nil, "efocusValues": []int{0}, "extraProperties": nil,
	}.with(c.Footer))
}

func producer() Footer { return Footer{"name": "isxcore", "version": []int{2, 0, 1}} }

// Event is one event of a channel.
type Event struct {
	Micros  uint64
	Channel uint64
	Value   float32
}

// At returns an event of a channel.
func At(micros, channel uint64, value float32) Event { return Event{micros, channel, value} }

// Events is an event set of the later layout, of a recording of Samples at 20 a
// second.
type Events struct {
	Names   []string
	Samples int
	List    []Event
	Footer  Footer // in place of keys of the footer
}

// Bytes lays the event set out.
func (e *Events) Bytes() []byte {
	var data []byte
	n := len(e.Names)
	counts, types, offsets, steps := make([]int, n), make([]int, n), make([]int, n), make([]Footer, n)
	for i := range steps {
		steps[i] = Ratio(50, 1000)
	}
	for _, v := range e.List {
		data = binary.LittleEndian.AppendUint64(data, v.Micros)
		data = binary.LittleEndian.AppendUint64(data, v.Channel)
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v.Value))
		if v.Channel < uint64(n) {
			counts[v.Channel]++
		}
	}
	return File(data, Footer{
		"type": 5, "fileType": 1, "fileVersion": 2, "producer": producer(), "channel list": e.Names,
		"global times": []Footer{Time(StartMillis, Zone), Time(StartMillis+50*int64(e.Samples), Zone)},
		"signalSteps":  steps, "signalTypes": types, "numSamples": counts, "startOffsets": offsets,
		"metrics": nil, "extraProperties": nil,
	}.with(e.Footer))
}

// Early lays out an event set of the layout of 2017, which counts its times from
// 1970.
func Early(names []string, samples int, list []Event, other Footer) []byte {
	var data []byte
	offsets := Footer{}
	for i, name := range names {
		offsets[name] = len(data)
		var packets []byte
		count := 0
		for _, v := range list {
			if v.Channel == uint64(i) {
				packets = binary.LittleEndian.AppendUint64(packets, v.Micros)
				packets = binary.LittleEndian.AppendUint32(packets, math.Float32bits(v.Value)|1<<31)
				packets = binary.LittleEndian.AppendUint32(packets, 0)
				count++
			}
		}
		header := fmt.Sprintf(`{"channel": %q, "mode": 0, "Number of Packets": %d}`, name, count)
		data = append(append(append(data, header...), 0), packets...)
	}
	return File(data, Footer{
		"type": 5, "fileVersion": 1, "dataType": 1, "analog": false, "producer": producer(),
		"channel offsets": offsets, "timing info": Timing(samples, nil),
	}.with(other))
}

// Movie lays out a movie of uint16 frames that are all zero.
func Movie(width, height, samples, recorded int, other Footer) []byte {
	return File(make([]byte, 2*width*height*recorded), Footer{
		"type": 0, "dataType": 0, "fileVersion": 1, "hasFrameHeaderFooter": false, "producer": producer(),
		"timingInfo": Timing(samples, nil), "spacingInfo": Spacing(width, height), "extraProperties": nil,
	}.with(other))
}

// AppendFloats appends float32 values as files have them.
func AppendFloats(to []byte, values []float32) []byte {
	for _, v := range values {
		to = binary.LittleEndian.AppendUint32(to, math.Float32bits(v))
	}
	return to
}

// Write writes a file of the given name into a folder and returns its path.
func Write(tb testing.TB, dir, name string, content []byte) string {
	tb.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		tb.Fatal(err)
	}
	return path
}
