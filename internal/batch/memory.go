package batch

import (
	"fmt"
	"strconv"
)

// What a child needs beside its buffer, in bytes, and the buffers that it can
// have. The least still takes chunks of the usual size.
const (
	besidesBuffer = 64 << 20
	usualBuffer   = 32 << 20
	leastBuffer   = 21 << 20
)

// MemoryError is returned where a run was given less memory than one conversion
// needs.
type MemoryError struct {
	Given, Needed int64 // bytes
}

// Error says both in MB.
func (e *MemoryError) Error() string {
	return fmt.Sprintf("%d MB of memory are too few: one conversion needs %d MB", e.Given>>20, e.Needed>>20)
}

// share is how the machine is shared between children.
type share struct {
	jobs    int
	threads int   // encoders of each
	buffer  int64 // bytes of each, 0 for the usual
}

// share finds out how many children can run at a time: as many as were asked for,
// or as there are CPUs, within the memory. Where that is short, buffers are made
// smaller first, and then there are fewer children. A buffer that somebody gave
// stays as it is.
func (r *Run) share(sessions int, given int64) (share, error) {
	jobs := r.Jobs
	if jobs == 0 {
		jobs = r.Machine.CPUs
	}
	jobs = max(min(jobs, sessions), 1)
	memory := r.Machine.Memory
	if r.Memory > 0 && (memory == 0 || r.Memory < memory) {
		memory = r.Memory
	}
	s := share{jobs: jobs, buffer: given}
	buffer, least := int64(usualBuffer), int64(leastBuffer)
	if given > 0 {
		buffer, least = given, given
	}
	if memory > 0 {
		if r.Memory > 0 && memory < besidesBuffer+least {
			return s, &MemoryError{memory, besidesBuffer + least}
		}
		s.jobs = int(max(min(int64(jobs), memory/(besidesBuffer+least)), 1))
		if room := memory/int64(s.jobs) - besidesBuffer; room < buffer && given == 0 {
			s.buffer = max(room, least)
		}
	}
	s.threads = max(r.Machine.CPUs/s.jobs, 1)
	return s, nil
}

// givenBuffer returns the buffer that the run gives its conversions, in bytes; 0
// for none.
func (r *Run) givenBuffer() (int64, error) {
	given := r.Given[bufferFlag]
	if given == nil {
		return 0, nil
	}
	megabytes, err := strconv.ParseFloat(given[0], 64)
	return int64(megabytes * (1 << 20)), err
}
