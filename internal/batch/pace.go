package batch

// Pace learns from sessions as they end how long others will take: how much each
// takes besides its data, and how fast data go. Before any has ended it says what
// is usual. It is not safe for concurrent use.
type Pace struct {
	usual float64 // bytes a second
	n     int
	took  float64 // seconds of all, and
	made  float64 // what was usual for them

	// Sums over the sessions of the products of their startup and their data, as
	// they usually are, each as a share of the seconds that the session took.
	ss, sd, dd, s, d float64
}

// NewPace begins at the rate of a plan.
func NewPace(p *Plan) *Pace { return &Pace{usual: p.Rate} }

// Took learns that a session took so many seconds.
func (p *Pace) Took(i *Item, seconds float64) {
	if seconds <= 0 {
		return
	}
	fixed, data := startup/seconds, float64(i.Work())/p.usual/seconds
	p.n++
	p.took += seconds
	p.made += i.Seconds(p.usual)
	p.ss += fixed * fixed
	p.sd += fixed * data
	p.dd += data * data
	p.s += fixed
	p.d += data
}

// Seconds is how long a session will take.
func (p *Pace) Seconds(i *Item) float64 {
	fixed, data := p.factors()
	return fixed*startup + data*float64(i.Work())/p.usual
}

// factors are how many times as long startup and data take as is usual. They are
// those that miss the sessions by the least squares of their shares, and, for a
// little, the mean factor of all: sessions that are alike do not tell the two
// apart.
func (p *Pace) factors() (fixed, data float64) {
	if p.n == 0 {
		return 1, 1
	}
	const little = 0.05 // of a session
	mean := p.took / p.made
	prior := little / (mean * mean)
	a, b, c := p.ss+prior, p.sd, p.dd+prior
	x, y := p.s+prior*mean, p.d+prior*mean
	det := a*c - b*b
	least := mean / 20 // neither takes no time
	return max((x*c-y*b)/det, least), max((y*a-x*b)/det, least)
}
