package example;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signs people in as Spring's documentation says. PKCE is what Spring Security 7 does without being told. */
@SpringBootApplication
@RestController
public class ShopApp {
  public static void main(String[] arguments) {
    SpringApplication.run(ShopApp.class, arguments);
  }

  @Bean
  SecurityFilterChain web(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    return http.authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
        .oauth2Login(login -> login.authorizationEndpoint(to -> to.authorizationRequestResolver(requests)))
        .build();
  }

  @GetMapping("/me")
  Map<String, String> me(
      @AuthenticationPrincipal OidcUser user,
      @RegisteredOAuth2AuthorizedClient("latchkey") OAuth2AuthorizedClient client) {
    return Map.of("sub", user.getSubject(), "accessToken", client.getAccessToken().getTokenValue());
  }
}
