package isxd

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
)

// eventsAtOnce is how many events are read at once.
const eventsAtOnce = 16 << 10

// maxOffsetMicros bounds the time of an event: 3000 years.
const maxOffsetMicros = 1e17

// packetRun is events that follow each other in the file: of all channels, in
// the later layout, or of one, in the earlier.
type packetRun struct {
	begin   int64
	packets int
	channel int // -1 for all
	epoch   int64
	analog  bool
}

// ReadEvents fills dst with the events from the given one on, in the order of
// the file.
func (s *EventSet) ReadEvents(ctx context.Context, dst []Event, first int) error {
	if first < 0 || len(dst) > s.Packets-first {
		return fmt.Errorf("events %d to %d of %d", first, first+len(dst), s.Packets)
	}
	var raw [eventsAtOnce / 16 * packetBytes]byte
	for _, r := range s.runs {
		if first >= r.packets {
			first -= r.packets
			continue
		}
		for first < r.packets && len(dst) > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			size := int64(r.bytes())
			n := min(len(dst), r.packets-first, len(raw)/int(size))
			at := r.begin + int64(first)*size
			if err := readAt(s.r, raw[:int64(n)*size], at); err != nil {
				return err
			}
			for i := range n {
				event, ok := r.event(raw[int64(i)*size:])
				if !ok || event.Channel >= len(s.Channels) {
					return r.wrongEvent(event, len(s.Channels), at+int64(i)*size)
				}
				dst[i] = event
			}
			dst, first = dst[n:], first+n
		}
		first = 0
		if len(dst) == 0 {
			break
		}
	}
	return nil
}

func (r *packetRun) bytes() int {
	if r.channel < 0 {
		return packetBytes
	}
	return earlyPacketBytes
}

// event decodes one packet; ok is false for a time or a channel that is none.
func (r *packetRun) event(b []byte) (e Event, ok bool) {
	le := binary.LittleEndian
	micros := le.Uint64(b)
	if r.channel < 0 {
		channel := le.Uint64(b[8:])
		e = Event{Offset: int64(min(micros, math.MaxInt64)), Channel: int(min(channel, math.MaxInt32)), Value: math.Float32frombits(le.Uint32(b[16:]))}
		return e, micros <= maxOffsetMicros
	}
	// The highest bit is a state, the others a positive number.
	bits := le.Uint32(b[8:])
	state, value := float32(bits>>31), math.Float32frombits(bits&^(1<<31))
	switch {
	case r.analog:
	case value == 0:
		value = state
	default:
		value *= state
	}
	if micros > 2*maxOffsetMicros {
		return Event{Offset: math.MaxInt64, Channel: r.channel, Value: value}, false
	}
	e = Event{Offset: int64(micros) - r.epoch, Channel: r.channel, Value: value}
	return e, e.Offset >= -maxOffsetMicros && e.Offset <= maxOffsetMicros
}

func (r *packetRun) wrongEvent(e Event, channels int, at int64) error {
	where := fmt.Sprintf("byte %d", at)
	if e.Channel >= channels {
		return wrong(where, "begins an event of channel %d, and the channels are 0 to %d", e.Channel, channels-1)
	}
	return wrong(where, "begins an event at %d us, which is no time of a recording", e.Offset)
}
