package chunkio

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// InOrder has n things filled by several goroutines and used by one, in their
// order: take waits for memory for the next, fill reads thing k into it, use
// has it from there on. The first error ends it; none of its goroutines is left
// when it returns. As memory is taken in order, it needs two of them at least
// where use keeps one.
func InOrder[T any](
	ctx context.Context, readers, n int,
	take func(ctx context.Context) (T, error),
	fill func(ctx context.Context, k int, into T) error,
	use func(ctx context.Context, k int, filled T) error,
) error {
	type filling struct {
		k    int
		item T
		done chan error
	}
	todo, pending := make(chan *filling), make(chan *filling, readers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(todo)
		defer close(pending)
		for k := range n {
			item, err := take(ctx)
			if err != nil {
				return err
			}
			f := &filling{k, item, make(chan error, 1)}
			for _, to := range []chan *filling{pending, todo} {
				select {
				case to <- f:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
		return nil
	})
	for range readers {
		group.Go(func() error {
			for f := range todo {
				f.done <- fill(ctx, f.k, f.item)
			}
			return nil
		})
	}
	group.Go(func() error {
		for f := range pending {
			select {
			case err := <-f.done:
				if err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			if err := use(ctx, f.k, f.item); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}
