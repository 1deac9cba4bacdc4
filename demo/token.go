package demo

import (
	"mime"
	"net/http"
	"strings"
)

// token exchanges a code, as RFC 6749 section 4.1.3 has it: everything comes in
// the form body and nothing from the address.
func (b *Broker) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		refuse(w, refusal{http.StatusBadRequest, codeBadRequest, "invalid_request"})
		return
	}
	token, who, err := b.exchange(r)
	if err != nil {
		refuseFor(w, err)
		return
	}
	w.Header().Set("Pragma", "no-cache")
	answer(w, http.StatusOK, struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
		Scope       string `json:"scope"`
	}{token, "bearer", strings.Join(who.scopes, " ")})
}

func (b *Broker) exchange(r *http.Request) (string, caller, error) {
	form := r.PostForm
	for _, values := range form {
		if len(values) > 1 {
			return "", caller{}, refusal{http.StatusBadRequest, codeBadRequest, "invalid_request"}
		}
	}
	if form.Get("grant_type") != "authorization_code" {
		return "", caller{}, refusal{http.StatusBadRequest, codeBadRequest, "unsupported_grant_type"}
	}
	id, secret := same(form.Get("client_id"), b.ClientID), same(form.Get("client_secret"), b.ClientSecret.Reveal())
	if !id || !secret {
		return "", caller{}, refusal{http.StatusUnauthorized, codeUnauthorized, "invalid_client"}
	}
	token, who, ok := b.grants.exchange(form.Get("code"), form.Get("redirect_uri"), b.now())
	if !ok {
		b.cutWithoutGrant() // a second exchange has ended the first one's token
		return "", caller{}, refusal{http.StatusBadRequest, codeBadRequest, "invalid_grant"}
	}
	return token, who, nil
}
