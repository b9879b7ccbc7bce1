using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>A system that nobody has thought of before: another file, and no code.</summary>
public sealed class FifthSystemTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Library = """
        {
          "name": "library",
          "prefix": "/bibliothek",
          "api": { "audience": "urn:library", "algorithm": "HS512", "tokens": "plain", "claims": ["name", "jti"], "lifetime": "02:00:00" },
          "mustBeVerified": false,
          "registration": { "sendsVerification": false },
          "routes": [
            { "method": "PUT", "path": "/leser", "action": "register", "status": 202,
              "fields": { "email": "adresse", "password": "kennwort", "name": "anzeigename" },
              "body": [ { "name": "nummer", "from": "number" }, { "name": "marke", "members": [ { "name": "zugang", "from": "access_token" }, { "name": "gueltig", "is": true } ] } ] },
            { "path": "/anmelden", "action": "login", "request": "form",
              "fields": { "email": "adresse", "password": "kennwort" },
              "body": [ { "name": "zugang", "from": "access_token" }, { "name": "erneuern", "from": "refresh_token" } ] },
            { "path": "/erneuern", "action": "refresh", "fields": { "refresh_token": "alt" },
              "body": [ { "name": "neu", "from": "refresh_token" }, { "name": "wer", "from": "email" } ] },
            { "path": "/ich", "action": "me", "body": [ { "name": "anzeigename", "from": "name" } ] },
            { "path": "/abmelden", "action": "logout", "status": 204, "fields": { "refresh_token": "alt" } }
          ],
          "errors": {
            "body": [ { "name": "fehler", "members": [ { "name": "art", "from": "code" }, { "name": "feld", "from": "field" }, { "name": "regeln", "from": "rules" } ] } ],
            "wrong_credentials": { "status": 418, "message": "Nein." }
          }
        }
        """;

    [Fact]
    public async Task It_works_by_configuration_alone()
    {
        var server = await AdoptedServer.OnAsync(host.Server, Library);
        var email = AdoptedServer.NewEmail();

        using var registration = new HttpRequestMessage(HttpMethod.Put, "/bibliothek/leser")
        {
            Content = new StringContent(
                $$"""{"adresse":"{{email}}","kennwort":"ein langes Wort","anzeigename":"Leser"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
        var registered = await host.Server.SendAsync(registration);
        Assert.Equal(202, registered.Status);
        var token = registered.Json.GetProperty("marke").GetProperty("zugang").GetString()!;
        Assert.Equal("""{"alg":"HS512","typ":"JWT"}""", ServedKeys.Header(token).GetRawText());
        Assert.Equal(["exp", "iat", "jti", "name", "sub"], ServedKeys.Claims(token).Members());

        var signedIn = await server.FormAsync(
            "/bibliothek/anmelden",
            ("adresse", email),
            ("kennwort", "ein langes Wort")
        );
        var refreshed = await server.PostAsync(
            "/bibliothek/erneuern",
            $$"""{"alt":"{{signedIn.Issued("erneuern")}}"}"""
        );
        Assert.Equal(email, refreshed["wer"]);
        Assert.Equal("Leser", (await server.GetAsync("/bibliothek/ich", signedIn.Issued("zugang")))["anzeigename"]);

        var left = await server.PostAsync(
            "/bibliothek/abmelden",
            $$"""{"alt":"{{refreshed.Issued("neu")}}"}""",
            signedIn.Issued("zugang")
        );
        Assert.Equal((204, ""), (left.Status, left.Body));
        Assert.Equal(401, (await server.GetAsync("/bibliothek/ich", signedIn.Issued("zugang"))).Status);
        var late = await server.PostAsync("/bibliothek/erneuern", $$"""{"alt":"{{refreshed.Issued("neu")}}"}""");
        Assert.Equal("invalid_refresh_token", late.Json.GetProperty("fehler").GetProperty("art").GetString());
    }

    [Fact]
    public async Task It_refuses_in_its_own_words()
    {
        var server = await AdoptedServer.OnAsync(host.Server, Library);

        var wrong = await server.FormAsync("/bibliothek/anmelden", ("adresse", "a@example.com"), ("kennwort", "x"));

        Assert.Equal(418, wrong.Status);
        Assert.Equal("""{"fehler":{"art":"wrong_credentials","feld":null,"regeln":[]}}""", wrong.Body);
    }

    [Fact]
    public async Task What_is_not_one_of_its_methods_is_named()
    {
        var server = await AdoptedServer.OnAsync(host.Server, Library);

        var answer = await server.GetAsync("/bibliothek/leser");

        Assert.Equal(405, answer.Status);
        Assert.Equal(["PUT", "OPTIONS"], answer.Response.Content.Headers.Allow);
    }
}
