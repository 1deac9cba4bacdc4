package client

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAlpacasExamples decodes what Alpaca publishes as examples of its
// answers. They are not part of this repository.
func TestAlpacasExamples(t *testing.T) {
	folder := "../../shared/alpaca/examples"
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("Alpaca's examples are not here; testdata has fixtures of our own")
	}
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]int{}
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for mark, decode := range examples {
			if strings.Contains(file.Name(), mark) {
				read[mark]++
				f := newFake()
				c := fakeClient(t, f)
				t.Run(file.Name(), func(t *testing.T) { decode(t, f, c, string(body)) })
			}
		}
	}
	for mark := range examples {
		if read[mark] == 0 {
			t.Errorf("no example of %s was found", mark)
		}
	}
}

// examples say how the files of each kind are read, by a part of their names.
var examples = map[string]func(t *testing.T, f *fake, c *Client, body string){
	"schema_PositionClosedReponse__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusMultiStatus, "["+body+"]")
		all, err := c.CloseAllPositions(t.Context())
		if err != nil || len(all) != 1 || all[0].Symbol != "AAPL" || all[0].Err != nil || all[0].Order.ID == "" {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"schema_CanceledOrderResponse__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusMultiStatus, "["+body+"]")
		all, err := c.CancelAll(t.Context())
		if err != nil || len(all) != 1 || all[0].Err != nil {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"schema_AccountConfigurations__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, body)
		all, err := c.Configurations(t.Context())
		if err != nil || all.SuspendTrade != KnownFlag(false) || !all.FractionalTrading.On {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"schema_Account__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, body)
		a, err := c.Account(t.Context())
		is(t, "equity", a.Equity, "103820.56")
		is(t, "cash", a.Cash, "-23140.2")
		if err != nil || a.CreatedAt == nil || a.Status != "ACTIVE" {
			t.Errorf("%+v, %v", a, err)
		}
	},
	"schema_Position__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Positions(t.Context())
		if err != nil || len(all) != 1 || all[0].Symbol != "AAPL" || !all[0].CurrentPrice.Valid || !all[0].UnrealizedIntradayPLPC.Valid {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"OrderResponse.json": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Orders(t.Context(), OrderQuery{})
		if err != nil || len(all) != 1 || all[0].ID == "" || all[0].CreatedAt == nil || !all[0].FilledQty.Valid || all[0].Type == "" {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"PortfolioHistory": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, body)
		h, err := c.History(t.Context(), HistoryQuery{})
		if err != nil || len(h.Points) < 4 || !h.BaseValue.Valid {
			t.Fatalf("%+v, %v", h, err)
		}
		for i, p := range h.Points {
			if !p.Equity.Valid || !p.ProfitLoss.Valid || !p.ProfitLossPct.Valid || i > 0 && !p.At.After(h.Points[i-1].At) {
				t.Errorf("point %d is %+v", i, p)
			}
		}
	},
	"legacy_clock": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, body)
		clock, err := c.Clock(t.Context())
		if err != nil || !clock.IsOpen || !clock.NextOpen.After(clock.NextClose) {
			t.Errorf("%+v, %v", clock, err)
		}
	},
	"schema_Watchlist__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, body)
		w, err := c.Watchlist(t.Context(), "w")
		if err != nil || w.ID == "" || w.Name != "Primary Watchlist" || w.UpdatedAt == nil || len(w.Assets) == 0 || w.Assets[0].Symbol != "TSLA" || !w.Assets[0].Tradable {
			t.Errorf("%+v, %v", w, err)
		}
	},
	"schema_WatchlistWithoutAsset__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Watchlists(t.Context())
		if err != nil || len(all) != 1 || all[0].ID == "" || all[0].Name == "" || all[0].UpdatedAt == nil || all[0].Assets != nil {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"schema_Assets__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Assets(t.Context(), "us_equity")
		if err != nil || len(all) != 1 || all[0].Symbol != "AAPL" || all[0].Name == "" || all[0].Class != "us_equity" || !all[0].Tradable || !all[0].Fractionable {
			t.Errorf("%+v, %v", all, err)
		}
	},
	"schema_TradingActivities__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Activities(t.Context(), ActivityQuery{})
		if err != nil || len(all) != 1 || all[0].Type != "FILL" || all[0].Execution == "" || all[0].At.IsZero() || all[0].OrderID == "" {
			t.Fatalf("%+v, %v", all, err)
		}
		is(t, "amount", all[0].Amount(), "-349.56")
	},
	"schema_NonTradeActivities__": func(t *testing.T, f *fake, c *Client, body string) {
		f.fault = always(http.StatusOK, "["+body+"]")
		all, err := c.Activities(t.Context(), ActivityQuery{})
		if err != nil || len(all) != 1 || all[0].Type != "DIV" || all[0].Date == "" || all[0].At.IsZero() {
			t.Fatalf("%+v, %v", all, err)
		}
		is(t, "amount", all[0].Amount(), "1.02")
	},
}
