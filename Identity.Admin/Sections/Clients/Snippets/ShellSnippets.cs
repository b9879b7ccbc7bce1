using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>The same by hand, with curl: to see what goes over the wire, and to try without an app.</summary>
internal static class ShellSnippets
{
    private const string Device = "urn:ietf:params:oauth:grant-type:device_code";

    public static Snippet SignIn(AppTerms app)
    {
        var query = string.Join(
            '&',
            new (string Name, string Value)[]
            {
                ("response_type", "code"),
                ("client_id", app.Client.ClientId),
                ("redirect_uri", app.RedirectUri),
                ("scope", app.Scope),
            }.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")
        );
        return Snippet.Of(
            "curl",
            null,
            $$"""
            verifier=$(openssl rand -base64 48 | tr '+/' '-_' | tr -d '=\n')
            challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '=\n')
            state=$(openssl rand -hex 16)

            echo "Open this, sign in, and copy the value of code from the address that you come back to:"
            echo {{Literal.Word(
                $"{app.AddressOf("authorize")}?{query}&code_challenge_method=S256&"
            )}}"code_challenge=$challenge&state=$state"
            read -r -p 'code: ' code

            curl -s {{Literal.Word(app.AddressOf("token"))}} {{Credentials(app)}} \
              -d grant_type=authorization_code --data-urlencode "code=$code" -d "code_verifier=$verifier" \
              --data-urlencode {{Literal.Word($"redirect_uri={app.RedirectUri}")}}
            """
        ) with
        {
            Note = Signed(app),
        };
    }

    public static Snippet Machine(AppTerms app) =>
        Snippet.Of(
            "curl",
            null,
            $$"""
            curl -s {{Literal.Word(app.AddressOf("token"))}} {{Credentials(app)}} \
              -d grant_type=client_credentials --data-urlencode {{Literal.Word($"scope={app.OwnScope}")}}
            """
        ) with
        {
            Note = Signed(app),
        };

    public static Snippet OnDevice(AppTerms app) =>
        Snippet.Of(
            "curl",
            null,
            $$"""
            curl -s {{Literal.Word(app.AddressOf("device"))}} {{Credentials(app)}} \
              --data-urlencode {{Literal.Word($"scope={app.Scope}")}}

            # Show user_code and verification_uri to the person, then ask every interval seconds until somebody has decided:
            read -r -p 'device_code: ' device_code
            curl -s {{Literal.Word(app.AddressOf("token"))}} {{Credentials(app)}} \
              -d grant_type={{Device}} --data-urlencode "device_code=$device_code"
            """
        );

    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined; secrets of ours are plain as they are.
    private static string Credentials(AppTerms app) =>
        app.Method switch
        {
            "none" => $"--data-urlencode {Literal.Word($"client_id={app.Client.ClientId}")}",
            "client_secret_post" =>
                $"--data-urlencode {Literal.Word($"client_id={app.Client.ClientId}")} -d \"client_secret=${AppTerms.SecretVariable}\"",
            "client_secret_basic" =>
                $"-u {Literal.Word($"{Uri.EscapeDataString(app.Client.ClientId)}:")}\"${AppTerms.SecretVariable}\"",
            _ =>
                "-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer -d \"client_assertion=$ASSERTION\"",
        };

    private static string? Signed(AppTerms app) =>
        app.Method is "private_key_jwt" or "client_secret_jwt"
            ? "Put a JWT that the client signs into ASSERTION: iss and sub are the client id, aud is the issuer, with exp and jti (RFC 7523 §3)."
            : null;
}
