package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"quipu/client"
)

const (
	// confirmAfter is how long after a 401 the account is asked once more.
	confirmAfter = 3 * time.Second
	// deleteTime bounds the deletion of a token.
	deleteTime = 5 * time.Second
)

// Verdict is what became of a credential after a call failed. The zero value
// says that it was not refused.
type Verdict struct {
	Refused bool  // the broker answered 401 twice: it accepts the credential no longer
	Deleted bool  // it was the stored token, and is deleted here
	Newer   bool  // another token has been stored meanwhile, which is kept
	Err     error // why the token could not be deleted
}

// Refused judges a call's error. A 401 is confirmed by a second one on the
// account itself, a few seconds later; then the stored token that was used is
// deleted, unless another one has taken its place. Any other answer, a 403
// included, may come from something in between: it deletes nothing. Only the
// broker that a token belongs to may have it deleted.
//
// It waits, and must not be called where nothing may wait.
func (a *Account) Refused(ctx context.Context, err error) Verdict {
	if !unauthorized(err) || a.services.app.env.Pause(ctx, confirmAfter) != nil {
		return Verdict{}
	}
	if _, again := a.Client.Account(ctx); !unauthorized(again) {
		return Verdict{}
	}
	used := a.Credential.token
	if a.Credential.OfEnvironment() || !used.IssuedFor(a.Settings.APIURLFor(a.Name)) {
		return Verdict{Refused: true}
	}
	return a.deleteToken(ctx)
}

// unauthorized reports a 401.
func unauthorized(err error) bool {
	var answer *client.Error
	return errors.As(err, &answer) && answer.Status == http.StatusUnauthorized
}

// deleteToken deletes the stored token if it is the one that was used. What was
// decided is done also when ctx ends meanwhile.
func (a *Account) deleteToken(ctx context.Context) Verdict {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	tokens, used := a.services.Tokens, a.Credential.token
	deleted, err := tokens.DeleteIf(ctx, used)
	v := Verdict{Refused: true, Deleted: deleted, Err: err}
	if !deleted && err == nil {
		_, _, missing := tokens.Load(ctx, used.Env)
		v.Newer = missing == nil
	}
	return v
}
