"""Signs in with requests-oauthlib as its documentation says, and refreshes: first by header, then in the body.

Writes the authorization URL, reads the URL that the browser came back to, and writes what it got.
"""

import json
import os
import sys

os.environ['OAUTHLIB_INSECURE_TRANSPORT'] = '1'

from requests_oauthlib import OAuth2Session  # noqa: E402

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]

session = OAuth2Session(client_id, redirect_uri=redirect_uri, scope=['openid', 'offline_access'], pkce='S256')
print(session.authorization_url(f'{issuer}/authorize')[0], flush=True)
back = sys.stdin.readline().strip()
first = session.fetch_token(f'{issuer}/token', authorization_response=back, client_secret=client_secret)
second = session.refresh_token(f'{issuer}/token', client_id=client_id, client_secret=client_secret)
userinfo = session.get(f'{issuer}/userinfo').status_code
print(json.dumps({'isNew': first['access_token'] != second['access_token'], 'userinfo': userinfo}))
