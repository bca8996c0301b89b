package chunkio

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Emit takes a finished chunk: where it begins in the dataset, which filters
// the reader must skip, and its bytes, which are the pipeline's again when the
// call returns.
type Emit func(offset []int, filterMask uint32, data []byte) error

// Target is a dataset that is filled chunk by chunk. Progress, where set, is
// told the unpacked bytes of each chunk that was emitted, by the goroutine that
// calls Emit.
type Target struct {
	Layout   Layout
	Codec    Codec
	Emit     Emit
	Progress func(n int)
}

// Options say how a Pipeline works: by Jobs encoders at a time (0: one a
// processor) and within Buffer bytes (0: DefaultBuffer).
type Options struct {
	Jobs   int
	Buffer int
}

// DefaultBuffer is the byte budget of a Pipeline that names none.
const DefaultBuffer = 32 << 20

// Pipeline makes chunks. It keeps its buffers and encoders from one run to the
// next; one run at a time uses them.
type Pipeline struct {
	options Options
	pool    pool
}

// NewPipeline returns a pipeline that holds no memory until its first run.
func NewPipeline(o Options) *Pipeline {
	if o.Jobs < 1 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	if o.Buffer < 1 {
		o.Buffer = DefaultBuffer
	}
	return &Pipeline{options: o, pool: pool{budget: o.Buffer, encoders: map[Codec][]*encoder{}}}
}

// MaxChunk returns the largest chunk, in bytes, that a run can move within
// the budget: one in the encoder, two packed, two as read.
func (p *Pipeline) MaxChunk() int { return p.options.Buffer / 5 }

// Release lets go of the memory that is kept between runs. The pipeline may be
// used again.
func (p *Pipeline) Release() {
	p.pool = pool{budget: p.options.Buffer, encoders: map[Codec][]*encoder{}}
}

// jobs returns how many encoders of chunks and slabs of the given size the
// budget allows. Each has a chunk in its hands and one packed; one more packed
// chunk is on its way to the file, and two slabs at least are being filled.
func (p *Pipeline) jobs(chunk, slab int) int {
	return max(1, min(p.options.Jobs, (p.options.Buffer-chunk-2*slab)/(2*chunk)))
}

// slabs returns how many slabs the budget leaves room for.
func (p *Pipeline) slabs(jobs, chunk, slab int) int {
	return max(2, min((p.options.Buffer-(2*jobs+1)*chunk)/slab, 4*jobs+2))
}

// Slab is a buffer for a box of source elements. It belongs to whoever took it
// until it is sent, and to the pipeline from then on.
type Slab struct {
	Data   []byte
	pieces atomic.Int32 // not collected yet
}

// Stream takes the slabs of a run, in the order in which their chunks are to
// be emitted.
type Stream struct {
	pool   *pool
	free   chan *Slab
	packed chan *packed
	work   chan *task
	order  chan *task
}

// task is one chunk on its way.
type task struct {
	target *Target
	slab   *Slab
	piece  piece
	offset []int
	mask   uint32
	out    *packed
	done   chan struct{}
}

// Load is what a run moves: chunks and slabs of at most so many bytes, and
// how many of each at the most (0: any number).
type Load struct {
	ChunkBytes, SlabBytes int
	Chunks, Slabs         int
}

// share returns how many encoders and slabs serve a load within the budget.
func (p *Pipeline) share(l Load) (jobs, slabs int) {
	jobs = p.jobs(l.ChunkBytes, l.SlabBytes)
	if l.Chunks > 0 {
		jobs = min(jobs, l.Chunks)
	}
	slabs = p.slabs(jobs, l.ChunkBytes, l.SlabBytes)
	if l.Slabs > 0 {
		slabs = min(slabs, l.Slabs)
	}
	return jobs, slabs
}

// Run starts the encoders and calls produce, which sends its slabs to the
// stream. It returns when everything sent has been emitted, or with the first
// error.
func (p *Pipeline) Run(ctx context.Context, l Load, produce func(ctx context.Context, s *Stream) error) error {
	chunkBytes, slabBytes := l.ChunkBytes, l.SlabBytes
	if chunkBytes > p.MaxChunk() {
		return fmt.Errorf("%w: %d bytes in a chunk, at most %d of %d can be", ErrBudget, chunkBytes, p.MaxChunk(), p.options.Buffer)
	}
	jobs, slabs := p.share(l)
	s := &Stream{
		pool:   &p.pool,
		free:   make(chan *Slab, slabs),
		packed: make(chan *packed, jobs+1),
		work:   make(chan *task),
		order:  make(chan *task, jobs+1),
	}
	for range slabs {
		s.free <- &Slab{Data: p.pool.take(slabBytes)}
	}
	for range jobs + 1 {
		s.packed <- &packed{data: p.pool.take(chunkBytes)}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(s.work)
		defer close(s.order)
		return produce(ctx, s)
	})
	for range jobs {
		group.Go(func() error { return s.encode(ctx, chunkBytes) })
	}
	group.Go(func() error { return s.emit(ctx) })
	if err := group.Wait(); err != nil {
		return err // buffers may be anywhere: they are left to the collector
	}
	for range slabs {
		p.pool.give((<-s.free).Data)
	}
	for range jobs + 1 {
		p.pool.give((<-s.packed).data)
	}
	return nil
}

// Slab waits for a slab that is free.
func (s *Stream) Slab(ctx context.Context) (*Slab, error) {
	select {
	case slab := <-s.free:
		return slab, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// SendChunk sends a slab that holds one chunk, densely and in C order, of
// which count elements along each axis are in the dataset.
func (s *Stream) SendChunk(ctx context.Context, t *Target, slab *Slab, offset, count []int) error {
	p := piece{chunk: t.Layout.Chunk, count: count, strides: denseStrides(t.Layout.Chunk), size: t.Layout.Size}
	return s.send(ctx, t, slab, []piece{p}, [][]int{offset})
}

// send hands the pieces of one slab over, in order.
func (s *Stream) send(ctx context.Context, t *Target, slab *Slab, pieces []piece, offsets [][]int) error {
	if len(pieces) == 0 {
		s.free <- slab
		return nil
	}
	slab.pieces.Store(int32(len(pieces)))
	for i := range pieces {
		job := &task{target: t, slab: slab, piece: pieces[i], offset: offsets[i], done: make(chan struct{})}
		for _, to := range []chan *task{s.order, s.work} {
			select {
			case to <- job:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// encode packs chunks until there are no more. It takes memory for the packed
// chunk before it takes work: as work is taken in order, the chunk that is to
// be emitted next always has its memory.
func (s *Stream) encode(ctx context.Context, chunkBytes int) error {
	encoders := map[Codec]*encoder{}
	scratch := s.pool.take(chunkBytes)
	defer func() {
		s.pool.give(scratch)
		s.pool.keep(encoders)
	}()
	for {
		var out *packed
		select {
		case out = <-s.packed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		var job *task
		var more bool
		select {
		case job, more = <-s.work:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if !more {
			s.packed <- out
			return nil
		}
		e := encoders[job.target.Codec]
		if e == nil {
			var err error
			if e, err = s.pool.encoder(job.target.Codec); err != nil {
				return err
			}
			encoders[job.target.Codec] = e
		}
		chunk := e.collect(scratch, &job.piece, job.slab.Data)
		s.release(job.slab)
		mask, err := e.pack(chunk, &job.piece, out)
		if err != nil {
			return fmt.Errorf("compress chunk at %v: %w", job.offset, err)
		}
		job.mask, job.out = mask, out
		close(job.done)
	}
}

// release gives a slab back once all of its pieces have been collected.
func (s *Stream) release(slab *Slab) {
	if slab.pieces.Add(-1) == 0 {
		s.free <- slab
	}
}

// emit hands finished chunks to their targets in the order in which they were
// sent.
func (s *Stream) emit(ctx context.Context) error {
	for {
		var job *task
		var more bool
		select {
		case job, more = <-s.order:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if !more {
			return nil
		}
		select {
		case <-job.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := job.target.Emit(job.offset, job.mask, job.out.data); err != nil {
			return err
		}
		s.packed <- job.out
		if job.target.Progress != nil {
			job.target.Progress(job.piece.bytes())
		}
	}
}

// bytes returns the size of what the chunk holds of the dataset.
func (p *piece) bytes() int {
	n := p.size
	for _, c := range p.count {
		n *= c
	}
	return n
}

// ErrBudget is returned where a chunk is too large for the byte budget.
var ErrBudget = errors.New("chunk too large for the buffer")
