package app

import (
	"path/filepath"
	"sync"

	"quipu/state"
)

// Memory is what the program remembers of earlier runs.
type Memory struct {
	State  state.State
	Notice string // why it remembers nothing, "" for no reason
	// Save keeps a state; nil where nothing is kept. Several may be written in
	// any order: the one of the latest revision stays.
	Save func(revision int, s state.State) error
}

// Memory reads what is remembered. A demo has none, and writes none.
func (s *Services) Memory() Memory {
	dir := s.app.env.StateDir
	if dir == "" || s.Demo {
		return Memory{}
	}
	path := filepath.Join(dir, "state.json")
	loaded, notice, err := state.Load(path)
	if err != nil {
		return Memory{State: loaded, Notice: "What quipu remembers is not used and not kept: " + err.Error()}
	}
	var mu sync.Mutex
	written := 0
	return Memory{loaded, notice, func(revision int, s state.State) error {
		mu.Lock()
		defer mu.Unlock()
		if revision <= written {
			return nil
		}
		err := state.Save(path, s)
		if err == nil { // a failed one is tried again at the end
			written = revision
		}
		return err
	}}
}
