// Signs in with golang.org/x/oauth2 as its documentation says, and refreshes. Writes the authorization URL,
// reads the URL that the browser came back to, and writes what it got.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

func main() {
	issuer, clientID, clientSecret, redirectURL := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	config := oauth2.Config{
		ClientID:     clientID,
		ClientSecret: clientSecret,
		RedirectURL:  redirectURL,
		Scopes:       []string{"openid", "offline_access"},
		Endpoint:     oauth2.Endpoint{AuthURL: issuer + "/authorize", TokenURL: issuer + "/token"},
	}
	verifier := oauth2.GenerateVerifier()
	fmt.Println(config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier)))

	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	must(err)
	back, err := url.Parse(strings.TrimSpace(line))
	must(err)

	ctx := context.Background()
	first, err := config.Exchange(ctx, back.Query().Get("code"), oauth2.VerifierOption(verifier))
	must(err)
	first.Expiry = time.Now().Add(-time.Hour)
	// Another program, which has not found out yet where this server takes the secret.
	later := config
	second, err := later.TokenSource(ctx, first).Token()
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"isNew":    first.AccessToken != second.AccessToken,
		"userinfo": status(config.Client(ctx, second), issuer+"/userinfo"),
	}))
}

func status(client *http.Client, url string) int {
	response, err := client.Get(url)
	must(err)
	defer response.Body.Close()
	return response.StatusCode
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
