package batch

import (
	"math"
	"slices"
)

// needs is what a job of a cluster asks for.
type needs struct {
	megabytes int
	minutes   int
}

// Shares of memory and time, as jobs ask for them.
const (
	memoryStep  = 256 // MB: what is asked for is a multiple of it
	sureFactor  = 1.5 // of the memory
	sureMB      = 256 // more than is expected, at least
	timeFactor  = 3
	timeMinutes = 2 // beside
)

// needs returns what a job asks for that converts items one after another.
// Memory is what conversions took so far, once a few tell, and what they are made
// to need otherwise.
func (p *Plan) needs(items []*Item) needs {
	expected := float64(besidesBuffer+max(p.buffer, usualBuffer)) / (1 << 20)
	const enough = 5
	if len(p.known.all) >= enough {
		peak := int64(0)
		for _, r := range p.known.all {
			peak = max(peak, r.PeakBytes)
		}
		if peak > 0 {
			expected = max(float64(peak)/(1<<20), 1)
		}
	}
	asked := max(sureFactor*expected, expected+sureMB)
	seconds, rate := 0.0, p.jobRate()
	for _, i := range items {
		seconds += i.Seconds(rate)
	}
	return needs{
		megabytes: int(math.Ceil(asked/memoryStep)) * memoryStep,
		minutes:   int(math.Ceil(timeFactor*seconds/60)) + timeMinutes,
	}
}

// jobRate is how many bytes a second a job is sure to do: one that runs out of its
// time was for nothing.
func (p *Plan) jobRate() float64 {
	if p.measured {
		return p.Rate
	}
	return sureRate
}

// class is a group of sessions that take about as long.
type class struct {
	name  string
	items []*Item
	tasks int // of an array: task k does the rows k, k+tasks, k+2 tasks ...
	needs needs
}

// How long the sessions of a class take, in seconds, and how long a task should
// last to be worth beginning.
const (
	shortSeconds  = 60
	mediumSeconds = 15 * 60
	taskSeconds   = 5 * 60
)

// mostTasks is the largest array that Slurm takes unless it is told otherwise.
const mostTasks = 1000

// classes groups sessions by the time that they take, so that a task asks for no
// more than its sessions need, and is long enough to be worth beginning. tasks is
// how many each class has, 0 for as many as that makes.
func (p *Plan) classes(items []*Item, tasks int) []*class {
	all := []*class{{name: "short"}, {name: "medium"}, {name: "long"}}
	for _, i := range items {
		at := 2
		switch seconds := i.Seconds(p.jobRate()); {
		case seconds < shortSeconds:
			at = 0
		case seconds < mediumSeconds:
			at = 1
		}
		all[at].items = append(all[at].items, i)
	}
	all = slices.DeleteFunc(all, func(c *class) bool { return len(c.items) == 0 })
	for _, c := range all {
		seconds := 0.0
		for _, i := range c.items {
			seconds += i.Seconds(p.jobRate())
		}
		if c.tasks = tasks; tasks == 0 {
			c.tasks = max(int(math.Ceil(seconds/taskSeconds)), 1)
		}
		c.tasks = min(c.tasks, len(c.items), mostTasks)
		for task := range c.tasks {
			n := p.needs(shard(c.items, task+1, c.tasks))
			c.needs.megabytes, c.needs.minutes = max(c.needs.megabytes, n.megabytes), max(c.needs.minutes, n.minutes)
		}
	}
	return all
}
