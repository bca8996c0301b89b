package isxd

import (
	"encoding/json"
	"math"
	"math/big"
	"time"
)

// Ratio is a fraction as files have it, not reduced. Den is positive.
type Ratio struct{ Num, Den int64 }

// Rat returns the exact value.
func (r Ratio) Rat() *big.Rat { return big.NewRat(r.Num, r.Den) }

// Float returns the nearest float64.
func (r Ratio) Float() float64 {
	v, _ := r.Rat().Float64()
	return v
}

// ratio returns the fraction of a key of o; at is o's own place.
func (o object) ratio(key, at string) (Ratio, error) {
	raw, ok := o[key]
	if !ok {
		return Ratio{}, wrong(at+"."+key, "is not in the footer")
	}
	return ratio(at+"."+key, raw)
}

func ratio(where string, raw json.RawMessage) (Ratio, error) {
	var r Ratio
	o, err := asObject(where, raw)
	if err != nil {
		return r, err
	}
	for _, part := range []struct {
		name string
		to   *int64
	}{{"num", &r.Num}, {"den", &r.Den}} {
		raw, ok := o[part.name]
		if !ok {
			return r, wrong(where+"."+part.name, "is not in the footer")
		}
		// A number that cannot be negated is no number of any recording.
		if *part.to, err = integer(where+"."+part.name, raw, -math.MaxInt64, math.MaxInt64); err != nil {
			return r, err
		}
	}
	if r.Den == 0 {
		return r, wrong(where+".den", "is 0")
	}
	if r.Den < 0 {
		r.Num, r.Den = -r.Num, -r.Den
	}
	return r, nil
}

// Time is an instant, and how far from UTC the clock of the recorder was.
type Time struct {
	Seconds Ratio // since 1970-01-01T00:00:00Z
	Offset  int   // seconds east of UTC; 0 also where nobody set it
}

// The instants that a time may be, from year 1 to 9999, and the largest offset
// of a zone.
const (
	minSeconds = -62135596800
	maxSeconds = 253402300799
	maxOffset  = 15 * 3600
)

// IsEpoch reports whether t is 1970-01-01 exactly, which stands for a start that
// is not known.
func (t Time) IsEpoch() bool { return t.Seconds.Num == 0 }

// Micros returns the microseconds since 1970, rounded to the nearest.
func (t Time) Micros() int64 {
	return roundRat(new(big.Rat).Mul(t.Seconds.Rat(), big.NewRat(1e6, 1)))
}

// Local returns the time, to the microsecond, as the recorder's clock showed it.
func (t Time) Local() time.Time {
	return time.UnixMicro(t.Micros()).In(time.FixedZone("", t.Offset/60*60))
}

// roundRat returns the nearest integer, the even one of two that are as near.
func roundRat(r *big.Rat) int64 {
	twice := new(big.Int).Lsh(r.Denom(), 1)
	n := new(big.Int).Add(new(big.Int).Lsh(r.Num(), 1), r.Denom()) // 2 num + den over 2 den, rounded down
	q, rest := new(big.Int).DivMod(n, twice, new(big.Int))
	if rest.Sign() == 0 && q.Bit(0) == 1 {
		q.Sub(q, big.NewInt(1))
	}
	return q.Int64()
}

// timeOf reads a time at a place.
func timeOf(where string, raw json.RawMessage) (Time, error) {
	var t Time
	o, err := asObject(where, raw)
	if err != nil {
		return t, err
	}
	if t.Seconds, err = o.ratio("secsSinceEpoch", where); err != nil {
		return t, err
	}
	if s := t.Seconds.Float(); s < minSeconds || s > maxSeconds {
		return t, wrong(where+".secsSinceEpoch", "is %d/%d s, which is no time of a recording", t.Seconds.Num, t.Seconds.Den)
	}
	offset, ok := o["utcOffset"]
	if !ok {
		return t, wrong(where+".utcOffset", "is not in the footer")
	}
	seconds, err := integer(where+".utcOffset", offset, -maxOffset, maxOffset)
	t.Offset = int(seconds)
	return t, err
}
