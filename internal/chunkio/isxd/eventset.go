package isxd

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/big"
)

// EventSet is the events of the cells of a recording, channel by channel.
type EventSet struct {
	Version    int
	Start, End Time
	Period     Ratio // seconds between the samples of the recording; Num is 0 where no channel says
	Channels   []Channel
	Packets    int // of all channels

	Timing *Timing // nil for the later layout, which does not say which samples are invalid

	r    io.ReaderAt
	runs []packetRun // in the order of the events
}

// Channel is the events of one cell.
type Channel struct {
	Name    string
	Period  Ratio
	Dense   bool // has a value for each sample
	Packets int
}

// Event is one event: Offset is in microseconds from the start of the set.
type Event struct {
	Offset  int64
	Channel int
	Value   float32
}

// The layouts of event sets: the later keeps the events of all channels in one
// list, the earlier a list and a header for each channel.
const (
	packetBytes       = 20
	earlyPacketBytes  = 16
	latestEventSet    = 2
	latestEarlyEvents = 1
	sparseSignal      = 0
	denseSignal       = 1
	oneList           = 1
)

// EventSet reads what an event set says, and compares every event with it.
func (f *File) EventSet(ctx context.Context) (*EventSet, error) {
	if f.Kind != KindEventSet {
		return nil, wrong("type", "is %d: the file is %v, not an event set", f.Kind, f.Kind)
	}
	s := &EventSet{r: f.r}
	if !f.footer.has("fileType") {
		return s, f.earlyEvents(ctx, s)
	}
	layout, err := f.footer.integer("fileType", 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	switch layout {
	case 0:
		err = f.earlyEvents(ctx, s)
	case oneList:
		err = f.events(ctx, s)
	default:
		err = wrong("fileType", "is %d, and 0 and 1 are known", layout)
	}
	return s, err
}

// events reads the footer of the later layout.
func (f *File) events(ctx context.Context, s *EventSet) error {
	o := f.footer
	version, err := o.integer("fileVersion", 1, latestEventSet)
	if err != nil {
		return err
	}
	s.Version = int(version)
	names, err := o.texts("channel list")
	if err != nil {
		return err
	}
	times, err := o.list("global times")
	if err != nil {
		return err
	}
	if len(times) != 2 {
		return wrong("global times", "has %d elements, not a start and an end", len(times))
	}
	if s.Start, err = timeOf(element("global times", 0), times[0]); err != nil {
		return err
	}
	if s.End, err = timeOf(element("global times", 1), times[1]); err != nil {
		return err
	}
	if s.End.Seconds.Rat().Cmp(s.Start.Seconds.Rat()) < 0 {
		return wrong("global times", "end before they start")
	}
	if err := f.channels(s, names); err != nil {
		return err
	}
	if f.data%packetBytes != 0 {
		return wrong("numSamples", "counts events of %d bytes, and %d bytes of data are no whole number of them", packetBytes, f.data)
	}
	if have := f.data / packetBytes; int64(s.Packets) != have {
		return wrong("numSamples", "counts %d events, and the data hold %d", s.Packets, have)
	}
	s.runs = []packetRun{{packets: s.Packets, channel: -1}}
	return f.checkEvents(ctx, s)
}

// channels reads what is told of each channel.
func (f *File) channels(s *EventSet, names []string) error {
	o, n := f.footer, len(names)
	s.Channels = make([]Channel, n)
	steps, err := o.list("signalSteps")
	if err != nil {
		return err
	}
	types, err := o.integers("signalTypes", sparseSignal, denseSignal)
	if err != nil {
		return err
	}
	counts, err := o.integers("numSamples", 0, f.data/packetBytes)
	if err != nil {
		return err
	}
	offsets, err := o.list("startOffsets")
	if err != nil {
		return err
	}
	for _, list := range []struct {
		key    string
		length int
	}{{"signalSteps", len(steps)}, {"signalTypes", len(types)}, {"numSamples", len(counts)}, {"startOffsets", len(offsets)}} {
		if list.length != n {
			return wrong(list.key, "has %d elements for %d channels", list.length, n)
		}
	}
	for i, name := range names {
		c := Channel{Name: name, Dense: types[i] == denseSignal, Packets: int(counts[i])}
		where := element("signalSteps", i)
		if c.Period, err = ratio(where, steps[i]); err != nil {
			return err
		}
		if c.Period.Num < 0 {
			return wrong(where, "is %d/%d s, which is no time between samples", c.Period.Num, c.Period.Den)
		}
		if c.Period.Num == 0 {
			f.remark("%s is 0: the period of the other channels is taken", where)
		} else if s.Period.Num == 0 || c.Period.Rat().Cmp(s.Period.Rat()) < 0 {
			s.Period = c.Period
		}
		s.Channels[i] = c
		s.Packets += c.Packets // at most n times the bytes of the file
	}
	return nil
}

// Samples returns how many samples the recording had, as isxcore counts them: the
// period goes so often into the time from start to end, rounded up.
func (s *EventSet) Samples() int {
	if s.Timing != nil {
		return s.Timing.Samples
	}
	if s.Period.Num <= 0 {
		return 0
	}
	span := new(big.Rat).Sub(s.End.Seconds.Rat(), s.Start.Seconds.Rat())
	n := span.Quo(span, s.Period.Rat())
	up := new(big.Int).Add(n.Num(), new(big.Int).Sub(n.Denom(), big.NewInt(1)))
	if up.Div(up, n.Denom()); !up.IsInt64() || up.Int64() > maxSamples {
		return 0
	}
	return int(up.Int64())
}

// checkEvents reads every event once.
func (f *File) checkEvents(ctx context.Context, s *EventSet) error {
	counts := make([]int, len(s.Channels))
	buf := make([]Event, eventsAtOnce)
	late, nan := 0, 0
	span := s.End.Micros() - s.Start.Micros()
	for first := 0; first < s.Packets; {
		part := buf[:min(len(buf), s.Packets-first)]
		if err := s.ReadEvents(ctx, part, first); err != nil {
			return err
		}
		for _, e := range part {
			counts[e.Channel]++
			if e.Offset > span {
				late++
			}
			if e.Value != e.Value {
				nan++
			}
		}
		first += len(part)
	}
	for i, c := range s.Channels {
		if counts[i] != c.Packets {
			return wrong(element("numSamples", i), "is %d, and %d events are of the channel %q", c.Packets, counts[i], c.Name)
		}
	}
	if late > 0 {
		f.remark("%s after the end of the recording", counted(late, "event lies", "events lie"))
	}
	if nan > 0 {
		f.remark("%s no number as its value", counted(nan, "event has", "events have"))
	}
	return nil
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
