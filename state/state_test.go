package state

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func sample() State {
	return State{
		Version: Version, Bell: true,
		Accounts: map[string]Layout{"paper": {Tab: "orders", Period: "1M", Tables: map[string]Table{"positions": {Hidden: []string{"Weight"}, Sorted: "Chg %", Ascending: true}}}},
		Alerts:   []Alert{{ID: 3, Account: "paper", On: "price", Symbol: "AAPL", Above: true, Level: decimal.RequireFromString("200.5")}},
	}
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "below", "state.json")
	if err := Save(path, sample()); err != nil {
		t.Fatal(err)
	}
	got, notice, err := Load(path)
	if err != nil || notice != "" || !reflect.DeepEqual(got, sample()) {
		t.Errorf("%+v, %q, %v", got, notice, err)
	}
	stat, err := os.Stat(path)
	if err != nil || (runtime.GOOS != "windows" && stat.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", stat.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v: %v", left, err)
	}
}

func TestUnusableFileIsSetAside(t *testing.T) {
	for content, why := range map[string]string{
		`{"version":2,"hats":7}`:                     "a newer quipu",
		`{"version":1,"alerts":[{"level":"a lot"}]}`: "damaged",
		`{"version":1,"accounts":{"paper":`:          "damaged",
		"":                                           "damaged",
		"\x00\x00":                                   "damaged",
		`{"version":1}` + strings.Repeat(" ", 1<<20+1): "too large",
	} {
		path := filepath.Join(t.TempDir(), "state.json")
		for n := range 2 {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s, notice, err := Load(path)
			if err != nil || !strings.Contains(notice, why) || !reflect.DeepEqual(s, State{Version: Version}) {
				t.Errorf("%.30q: %+v, %q, %v", content, s, notice, err)
			}
			kept, err := os.ReadFile(path + []string{".1", ".2"}[n])
			if err != nil || string(kept) != content {
				t.Errorf("%.30q is not kept: %v", content, err)
			}
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%.30q is still there", content)
		}
	}
}

func TestNothingIsSavedWithoutAPath(t *testing.T) {
	if err := Save("", sample()); err != nil {
		t.Error(err)
	}
	if s, notice, err := Load(""); err != nil || notice != "" || len(s.Alerts) != 0 {
		t.Errorf("%+v %q %v", s, notice, err)
	}
}

func TestSaveLeavesTheOldFileWhereItFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file", "state.json")
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, sample()); err == nil {
		t.Error("a file was written below a file")
	}
}

func TestFileThatOthersCanWriteIsNotUsed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := filepath.Join(t.TempDir(), "state.json")
	write := func(mode os.FileMode) {
		if err := errors.Join(os.WriteFile(path, []byte(`{"version":1,"bell":true}`), 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	write(0o666)
	if _, fresh := ReadFresh(path, time.Hour, time.Now()); fresh {
		t.Error("a fresh file that others can write is used")
	}
	if s, notice, err := Load(path); err != nil || s.Bell || !strings.Contains(notice, "others may write") {
		t.Errorf("got %+v, %q: %v", s, notice, err)
	}
	write(0o600)
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if s, _, err := Load(path); err == nil || s.Bell {
		t.Errorf("in an open folder: %+v, %v", s, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("in an open folder it was set aside: %v", err)
	}
}

func TestReadFreshByAge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "assets.json")
	if _, ok := ReadFresh(path, time.Hour, time.Now()); ok {
		t.Error("there is nothing to read")
	}
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for ahead, want := range map[time.Duration]bool{0: true, 59 * time.Minute: true, 61 * time.Minute: false, -time.Hour: false} {
		if _, ok := ReadFresh(path, time.Hour, time.Now().Add(ahead)); ok != want {
			t.Errorf("%v later: %v", ahead, ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":1,"alerts":[{"level":"1"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parse(data)
		if err == nil && (s.Version < 1 || s.Version > Version) {
			t.Errorf("took version %d", s.Version)
		}
	})
}
