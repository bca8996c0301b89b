package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/check"
	"roi2nwb/internal/nwb/plan"
)

// outputFile is one file that a conversion makes.
type outputFile struct {
	o      *convertOptions
	planes sourcePlanes
	meta   *metadata.Metadata
	to     *output
	plan   *plan.Plan

	skipped string // the path that exists and is kept, "" where the file is made
	began   time.Time
	took    time.Duration
	made    *nwb.Prepared
}

// outputFiles are all files that a conversion makes: one, unless a source is split.
type outputFiles []*outputFile

// layOut finds out what one file will hold, and where it goes.
func (o *convertOptions) layOut(ctx context.Context, planes sourcePlanes, meta *metadata.Metadata, p *progress.Progress) (*outputFile, error) {
	to, err := o.output(planes, meta)
	if err != nil {
		return nil, err
	}
	plan, err := o.plan(ctx, planes, meta, p)
	if err != nil {
		return nil, err
	}
	return &outputFile{o: o, planes: planes, meta: meta, to: to, plan: plan}, nil
}

// warnings are those of the metadata of all files, each once.
func (files outputFiles) warnings() metadata.Problems {
	var all metadata.Problems
	for _, f := range files {
		if f.meta == nil {
			continue
		}
		for _, problem := range f.meta.Warnings {
			if !slices.Contains(all, problem) {
				all = append(all, problem)
			}
		}
	}
	return all
}

// streamedBytes is how much goes through the pipelines.
func (files outputFiles) streamedBytes() (n int64) {
	for _, f := range files {
		if f.skipped == "" {
			n += f.plan.StreamedBytes()
		}
	}
	return n
}

// show prints what would be written.
func (files outputFiles) show(s Streams) error {
	for _, f := range files {
		if err := showPlan(s, f.plan, f.to, f.meta.Warnings, f.o.JSON); err != nil {
			return err
		}
	}
	return nil
}

// write makes all files, or, where one of them fails, none.
func (files outputFiles) write(ctx context.Context, s Streams, p *progress.Progress, expected *check.Expected) (err error) {
	var made []*nwb.Prepared
	var removals []func()
	defer func() {
		for _, f := range made {
			f.Discard()
		}
		if err != nil {
			for _, remove := range slices.Backward(removals) {
				remove()
			}
		}
	}()
	for _, f := range files {
		if f.skipped != "" {
			continue
		}
		remove, err := f.to.makeFolders()
		if err != nil {
			return err
		}
		removals = append(removals, remove)
		defer s.Leftovers.add(remove)()
		if err := f.prepare(ctx, s, p, expected); err != nil {
			return f.to.retell(err)
		}
		made = append(made, f.made)
	}
	if made == nil {
		return nil
	}
	err = nwb.Commit(made...)
	var failed *nwb.CommitError
	if errors.As(err, &failed) {
		at := slices.IndexFunc(files, func(f *outputFile) bool { return f.skipped == "" && f.to.path == failed.Path })
		return files[at].to.retell(err)
	}
	return err
}

// prepare writes one file, and checks it.
func (f *outputFile) prepare(ctx context.Context, s Streams, p *progress.Progress, expected *check.Expected) (err error) {
	if f.began.IsZero() {
		f.began = time.Now()
	}
	o := f.o
	p.Begin(activities[nwb.WritingMasks], f.plan.WorkBytes())
	f.made, err = nwb.Prepare(ctx, f.plan, nwb.Output{
		Path: f.to.path, Overwrite: o.IfExists == existsReplaces, Codec: o.storage.codec(), Progress: writing(p),
		Pipeline: chunkio.NewPipeline(o.storage.pipeline()), Unchanged: f.planes.unchanged, Temporary: s.Leftovers.addFile, Expected: expected,
	})
	f.took = time.Since(f.began)
	return err
}

// report says what was written.
func (files outputFiles) report(s Streams) error {
	for i, f := range files {
		if i > 0 && !f.o.JSON && !f.o.Quiet && !f.o.Brief && f.skipped == "" {
			if _, err := io.WriteString(s.Out, "\n"); err != nil {
				return err
			}
		}
		if err := f.report(s); err != nil {
			return err
		}
	}
	return nil
}

func (f *outputFile) report(s Streams) error {
	o := f.o
	if f.skipped != "" {
		return o.showSkipped(s, f.skipped)
	}
	summary := summarise(f.planes, f.meta, f.plan, o, f.to.path, &f.made.Written, f.took)
	summary.Remarks = append(f.to.notes, summary.Remarks...)
	if f.made.Removed > 0 {
		summary.Remarks = append(summary.Remarks, fmt.Sprintf("a part of this file that a killed run had left was removed (%s)", page.Bytes(f.made.Removed)))
	}
	var err error
	switch {
	case o.JSON:
		return writeJSON(s.Out, summary)
	case o.Quiet:
		return nil
	case o.Brief:
		_, err = io.WriteString(s.Out, summary.line()+"\n")
		return err
	}
	_, err = io.WriteString(s.Out, summary.text(s.pageWidth()))
	return err
}
