package trade

import (
	"testing"

	"quipu/client"
)

// An order is told by its ids alone: what another program sent for the same symbol is
// another order.
func TestAnOrdersEntriesAreFoundByItsIds(t *testing.T) {
	all := []Entry{
		{Intent: Intent{ID: "quipu-1", Action: Submit, Symbol: "AAPL"}, OrderID: "b1"},
		{Intent: Intent{ID: "quipu-2", Action: Replace, Symbol: "AAPL", Target: "b1"}, OrderID: "b2"},
		{Intent: Intent{ID: "quipu-3", Action: Cancel, Symbol: "AAPL", Target: "b2"}, OrderID: "b2"},
		{Intent: Intent{ID: "quipu-4", Action: Unprotect, Symbol: "AAPL", Exits: []Exit{{ID: "b1"}}}},
		{Intent: Intent{ID: "quipu-5", Action: Submit, Symbol: "AAPL"}},
	}
	for name, c := range map[string]struct {
		order client.Order
		want  string
	}{
		"of another's id":    {client.Order{ID: "b8", ClientOrderID: "quipu-5", Symbol: "KO"}, ""},
		"not known yet":      {client.Order{ID: "b8", ClientOrderID: "quipu-5", Symbol: "AAPL"}, "quipu-5 "},
		"by all of its ids":  {client.Order{ID: "b1", ClientOrderID: "quipu-1"}, "quipu-1 quipu-2 quipu-4 "},
		"as a replacement":   {client.Order{ID: "b2", ClientOrderID: "quipu-2"}, "quipu-2 quipu-3 "},
		"of another program": {client.Order{ID: "b9", ClientOrderID: "x", Symbol: "AAPL"}, ""},
		"without ids":        {client.Order{Symbol: "AAPL"}, ""},
	} {
		got := ""
		for _, e := range About(all, c.order) {
			got += e.ID + " "
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// An exit has no entry of its own: that of its parent made it.
func TestTheEntriesOfAParentAreAboutItsExits(t *testing.T) {
	all := []Entry{
		{Intent: Intent{ID: "quipu-1", Action: Submit, Symbol: "AAPL"}, OrderID: "b1"},
		{Intent: Intent{ID: "quipu-2", Action: Cancel, Symbol: "AAPL", Target: "leg"}, OrderID: "leg"},
		{Intent: Intent{ID: "quipu-3", Action: Submit, Symbol: "AAPL"}, OrderID: "b3"},
	}
	leg, parent := client.Order{ID: "leg", ClientOrderID: "the broker's", Symbol: "AAPL"}, client.Order{ID: "b1"}
	if got := About(all, leg, parent); len(got) != 2 || got[0].ID != "quipu-1" || got[1].ID != "quipu-2" || got[0].Concerns(leg) || !got[1].Concerns(leg) {
		t.Errorf("%+v", got)
	}
	if got := About(all, leg, client.Order{}); len(got) != 1 {
		t.Errorf("without a parent: %+v", got)
	}
}

func TestAnEntryKeepsWhenEachStateWasLearned(t *testing.T) {
	j := openTestJournal(t, t.TempDir())
	if err := j.Begin(anIntent("quipu-1"), always); err != nil {
		t.Fatal(err)
	}
	if err := j.Learn("quipu-1", Accepted, "b1", "new", ""); err != nil {
		t.Fatal(err)
	}
	all, err := j.Entries()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	got := ""
	for _, step := range all[0].Steps {
		if step.At.IsZero() {
			t.Errorf("%s at no time", step.State)
		}
		got += string(step.State) + " "
	}
	if want := "intended sent accepted "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
