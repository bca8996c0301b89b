package main

import (
	"time"

	"roi2nwb/internal/batch"
)

// costs are how long the sessions of a run will take each, in nanoseconds, as far
// as those that have ended tell.
type costs struct {
	pace  *batch.Pace
	items []*batch.Item // that are to be done
	done  map[*batch.Item]bool
}

func newCosts(plan *batch.Plan) *costs {
	c := &costs{pace: batch.NewPace(plan), done: map[*batch.Item]bool{}}
	for _, i := range plan.Items {
		if i.State == batch.Ready {
			c.items = append(c.items, i)
		}
	}
	return c
}

func (c *costs) of(i *batch.Item) int64 { return int64(c.pace.Seconds(i) * float64(time.Second)) }

// named is of for the name of a session.
func (c *costs) named(name string) int64 {
	for _, i := range c.items {
		if i.ID == name {
			return c.of(i)
		}
	}
	return 0
}

func (c *costs) all() (sum int64) {
	for _, i := range c.items {
		sum += c.of(i)
	}
	return sum
}

func (c *costs) ended() (sum int64) {
	for i := range c.done {
		sum += c.of(i)
	}
	return sum
}

// end learns from a session that has ended. One that failed tells nothing of the
// others.
func (c *costs) end(i *batch.Item) {
	c.done[i] = true
	if i.State == batch.Finished && !i.Before && i.Record != nil {
		c.pace.Took(i, i.Record.Seconds)
	}
}
