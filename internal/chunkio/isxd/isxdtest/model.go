package isxdtest

import "testing"

// Model is a recording that cell sets and event sets are made of, as CaImAn's
// tools make them: a denoised trace rises by each spike and decays, and the raw
// one has noise.
type Model struct {
	Cells, Samples int
	StartMillis    int64
	Seed           uint64
	Timing, Footer Footer // in place of keys
}

func (m *Model) random() func() float64 {
	state := m.Seed + 88172645463325252
	return func() float64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return float64(state>>11) / (1 << 53)
	}
}

// Traces returns the spikes of each cell, its denoised trace and its raw one.
func (m *Model) Traces() (spikes, denoised, raw [][]float32) {
	next := m.random()
	for range m.Cells {
		s, d, r := make([]float32, m.Samples), make([]float32, m.Samples), make([]float32, m.Samples)
		level := 0.0
		for i := range m.Samples {
			if next() < 0.1 {
				s[i] = float32(0.5 + 3*next())
			}
			level = 0.9*level + float64(s[i])
			d[i] = float32(level)
			r[i] = d[i] + float32(next()-0.5)
		}
		spikes, denoised, raw = append(spikes, s), append(denoised, d), append(raw, r)
	}
	return spikes, denoised, raw
}

// The field of view of a Model, in pixels.
const (
	Width  = 7
	Height = 5
)

// Images returns a footprint of four pixels for each cell.
func (m *Model) Images() [][]float32 {
	var all [][]float32
	for i := range m.Cells {
		image := make([]float32, Width*Height)
		for _, at := range []int{0, 1, Width, Width + 1} {
			image[(i%(Height-1))*Width+i%(Width-1)+at] = 1 + float32(i) + float32(at)/8
		}
		all = append(all, image)
	}
	return all
}

// Start is when the recording began.
func (m *Model) Start() Footer {
	return Time(m.StartMillis, Zone)
}

// CellSet lays out a cell set with these traces.
func (m *Model) CellSet(traces [][]float32, other Footer) []byte {
	keys := Footer{}
	for _, from := range []Footer{m.Footer, other} {
		for k, v := range from {
			keys[k] = v
		}
	}
	timing := Footer{"start": m.Start()}
	for k, v := range m.Timing {
		timing[k] = v
	}
	c := Cells{Width: Width, Height: Height, Images: m.Images(), Traces: traces, Timing: timing, Footer: keys}
	return c.Bytes()
}

// EventSet lays out an event set with these spikes.
func (m *Model) EventSet(spikes [][]float32, other Footer) []byte {
	e := Events{Samples: m.Samples, Footer: Footer{"global times": []Footer{m.Start(), Time(m.StartMillis+50*int64(m.Samples), Zone)}}}
	for k, v := range other {
		e.Footer[k] = v
	}
	for i, s := range spikes {
		e.Names = append(e.Names, "C"+string(rune('0'+i)))
		for frame, v := range s {
			if v > 0 {
				e.List = append(e.List, At(uint64(frame)*50000, uint64(i), v))
			}
		}
	}
	return e.Bytes()
}

// Write writes the files of a recording under names that end in suffix.
func (m *Model) Write(t *testing.T, dir, suffix string) (raw, denoised, events string) {
	t.Helper()
	spikes, d, r := m.Traces()
	raw = Write(t, dir, "b"+suffix, m.CellSet(r, nil))
	denoised = Write(t, dir, "c"+suffix, m.CellSet(d, nil))
	events = Write(t, dir, "a"+suffix, m.EventSet(spikes, nil))
	return raw, denoised, events
}
