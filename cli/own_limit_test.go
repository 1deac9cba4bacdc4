package cli

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/client"
)

// useUpCalls makes it look as if other commands had made all calls of a minute, so that
// the next one may leave in so long.
func (d *signedInHome) useUpCalls(wait time.Duration) {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(d.home, "state", "quipu", "calls-*[0-9]"))
	if err != nil || len(files) != 1 {
		d.t.Fatalf("%v %v", files, err)
	}
	file, err := os.OpenFile(files[0], os.O_RDWR, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	made := slices.Repeat([]int64{time.Now().Add(wait - time.Minute).UnixNano()}, client.ProgramCalls)
	if err := binary.Write(file, binary.LittleEndian, made); err != nil {
		d.t.Fatal(err)
	}
}

// A command waits some seconds for a call that may leave soon: of a context that is over
// it waits no moment, so that it shows in how it ends.
func TestACommandWaitsForTheCallsOfAMinute(t *testing.T) {
	t.Parallel()
	const limit = "quipu's own limit of calls per minute is reached"
	d := newSignedInHome(t)
	d.prints("orders")
	for wait, fails := range map[time.Duration]bool{30 * time.Second: true, 5 * time.Second: false} {
		d.useUpCalls(wait)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var said bytes.Buffer
		code := run(ctx, &streams{
			In: strings.NewReader(""), Out: &said, Err: &said, Args: []string{"orders"}, Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback(),
		})
		if code == exitOK || strings.Contains(said.String(), limit) != fails || strings.Contains(said.String(), "429") {
			t.Errorf("%v: %d %s", wait, code, said.String())
		}
	}
}
