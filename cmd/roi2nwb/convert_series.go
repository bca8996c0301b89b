package main

import (
	"context"
	"errors"
	"fmt"
)

// convertSeries converts each recording of a source that has several of which none
// was chosen: err is what converting it came to. Before the first is written, all
// are known to have metadata, a plan, and an output of their own that can be
// written.
func (o *convertOptions) convertSeries(ctx context.Context, s Streams, err error) error {
	outputs := map[string]bool{}
	rehearsed := o.eachRecording(err, func(recording int) error {
		one := *o
		one.Recording = recording
		return one.rehearse(ctx, outputs)
	})
	if rehearsed != nil {
		return rehearsed
	}
	return o.eachRecording(err, func(recording int) error {
		one := *o
		one.Recording = recording
		return runConvert(ctx, s, &one)
	})
}

// rehearse does all of a conversion that comes before the first byte is written,
// and adds the output to those of the other recordings.
func (o *convertOptions) rehearse(ctx context.Context, outputs map[string]bool) (err error) {
	planes, err := o.openPlanes(ctx)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, planes.close())
	}()
	meta, err := o.metadataOf(planes)
	if err != nil {
		return err
	}
	to, err := o.name(meta)
	if err != nil {
		return err
	}
	if outputs[to.path] || to.path == o.Output {
		return &usageError{fmt.Errorf("output %q would be that of several recordings", to.path), o.cureOfSharedName()}
	}
	outputs[to.path] = true
	_, err = o.output(planes, meta)
	var exists *existsError
	if isKept := o.IfExists == existsIsSkip && errors.As(err, &exists); err != nil && !isKept {
		return err
	}
	// The identifiers of a reproducible file need the whole source to be read.
	o.Reproducible = false
	_, err = o.plan(ctx, planes, meta, nil)
	return err
}

// cureOfSharedName tells how the recordings of a series get outputs of their own.
func (o *convertOptions) cureOfSharedName() string {
	const otherwise = ", or give one recording with --recording 1, or make one file of all by --join"
	if o.PathTemplate != "" {
		return "add to --path-template what tells the recordings apart, as {session_start_time} does where it is known" + otherwise
	}
	return "give a folder with -o" + otherwise
}
