package isxd

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// maxChannelHeader bounds the JSON before the events of a channel.
const maxChannelHeader = 64 << 10

// earlyEvents reads the layout of 2017: each channel has a header of its own in
// the data. Channels are in the order of their names.
func (f *File) earlyEvents(ctx context.Context, s *EventSet) error {
	o := f.footer
	version, err := o.integer("fileVersion", 0, latestEarlyEvents)
	if err != nil {
		return err
	}
	s.Version = int(version)
	timing, err := o.timing("timing info")
	if err != nil {
		return err
	}
	s.Timing, s.Start, s.Period = &timing, timing.Start, timing.Period
	s.End = Time{Seconds: s.Start.Seconds, Offset: s.Start.Offset}
	offsets, err := o.object("channel offsets")
	if err != nil {
		return err
	}
	_, hasAnalog := offsets["GPIO4_AI"]
	if o.has("analog") {
		if hasAnalog, err = o.boolean("analog"); err != nil {
			return err
		}
	}
	epoch := s.Start.Micros()
	for i, name := range slices.Sorted(maps.Keys(offsets)) {
		where := "channel offsets." + name
		at, err := integer(where, offsets[name], 0, f.data)
		if err != nil {
			return err
		}
		r := packetRun{channel: i, epoch: epoch, analog: hasAnalog}
		if r.begin, r.packets, err = f.channelHeader(where, name, at, hasAnalog); err != nil {
			return err
		}
		if int64(r.packets) > f.data/earlyPacketBytes-int64(s.Packets) {
			return wrong(where, "leads to %d events, more than %d bytes of data hold beside the others", r.packets, f.data)
		}
		s.runs = append(s.runs, r)
		s.Channels = append(s.Channels, Channel{Name: name, Period: timing.Period, Packets: r.packets})
		s.Packets += r.packets
	}
	s.End.Seconds = timing.end()
	return f.checkEvents(ctx, s)
}

// end returns when the last sample ends, as a fraction that fits, the start where
// none does.
func (t *Timing) end() Ratio {
	r := t.Period.Rat()
	r.Mul(r, Ratio{int64(t.Samples), 1}.Rat())
	r.Add(r, t.Start.Seconds.Rat())
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Ratio{r.Num().Int64(), r.Denom().Int64()}
	}
	return Ratio{roundRat(r.Mul(r, Ratio{1e6, 1}.Rat())), 1e6}
}

// channelHeader reads the header of a channel at a byte of the data, and returns
// where its events begin and how many there are.
func (f *File) channelHeader(where, name string, at int64, analog bool) (begin int64, packets int, err error) {
	raw := make([]byte, min(f.data-at, maxChannelHeader))
	if err := readAt(f.r, raw, at); err != nil {
		return 0, 0, err
	}
	end := bytes.IndexByte(raw, 0)
	if end < 0 {
		return 0, 0, wrong(where, "is %d, where no header of a channel is", at)
	}
	var header object
	if json.Unmarshal(raw[:end], &header) != nil || header == nil {
		return 0, 0, wrong(where, "is %d, where no header of a channel is", at)
	}
	var own string
	if json.Unmarshal(header["channel"], &own) != nil || own != name {
		return 0, 0, wrong(where, "is %d, where the header of channel %s is", at, shown(header["channel"]))
	}
	count, err := header.integer("Number of Packets", 0, math.MaxInt64)
	if err != nil {
		return 0, 0, err
	}
	begin = at + int64(end) + 1
	if count == 0 && analog {
		count = (f.data - begin) / earlyPacketBytes
	}
	if count > (f.data-begin)/earlyPacketBytes {
		return 0, 0, wrong(where, "leads to %d events, which leave the data", count)
	}
	return begin, int(count), nil
}
