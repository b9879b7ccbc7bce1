using System.Text;
using System.Text.Json.Nodes;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A description that is to do harm where it is shown, followed or read.</summary>
public sealed class HostileMetadata(OpenServer host) : IClassFixture<OpenServer>
{
    private const int Documents = 10_000;
    private const int Workers = 4;

    private static readonly string[] Schemes =
    [
        "javascript:alert(document.domain)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "blob:https://app.example/x",
        "about:blank",
        "ftp://app.example/",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Members() =>
        new()
        {
            { "redirect_uris", true },
            { "post_logout_redirect_uris", true },
            { "request_uris", true },
            { "client_uri", false },
            { "logo_uri", false },
            { "policy_uri", false },
            { "tos_uri", false },
            { "initiate_login_uri", false },
            { "jwks_uri", false },
            { "sector_identifier_uri", false },
            { "frontchannel_logout_uri", false },
            { "backchannel_logout_uri", false },
        };

    [Theory, Spec("RFC 7591 §5")]
    [MemberData(nameof(Members))]
    public async Task No_address_runs_in_a_browser(string member, bool isList)
    {
        foreach (var scheme in Schemes)
        {
            JsonNode value = isList ? new JsonArray(scheme) : JsonValue.Create(scheme);

            var refused = await host.Server.RegisterAsync(Registrations.Description((member, value)));

            refused.ShouldRefuse(member == "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata");
            Assert.DoesNotContain('<', refused.Body);
        }
    }

    [Fact, Spec("RFC 7591 §5")]
    public async Task A_name_that_is_markup_is_text_where_it_is_shown()
    {
        const string name = "<img src=x onerror=alert(1)>\"'&amp;";
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(
                ("client_name", name),
                ("grant_types", new JsonArray(Devices.GrantType)),
                ("scope", "openid")
            )
        );
        Assert.Equal(name, registered.Issued201("client_name"));
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());
        var begun = await host.Server.PostAsync("/connect/device", registered.ToClient(), ("scope", "openid"));

        var page = await visitor.GetAsync(await visitor.TypeAsync(begun.Issued("user_code")));

        Assert.DoesNotContain("<img src=x", page.Body, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_not_markup_in_the_refusal()
    {
        var description = Registrations.Description(
            ("grant_types", new JsonArray("<script>alert(1)</script>\u2028&\""))
        );

        var refused = await host.Server.RegisterAsync(description);

        refused.ShouldRefuse("invalid_client_metadata");
        Assert.DoesNotContain("script>", refused.Body, StringComparison.Ordinal);
        Assert.Equal("nosniff", refused.Response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact, Spec("RFC 7591 §3.1"), Spec("RFC 9110 §15")]
    public async Task Ten_thousand_damaged_descriptions_break_nothing()
    {
        var whole = Encoding.UTF8.GetBytes(Whole().ToJsonString());

        var findings = await Task.WhenAll(
            Enumerable.Range(0, Workers).Select(worker => SendAsync(whole, (ulong)(7_000 + worker)))
        );

        Assert.Empty(findings.SelectMany(found => found).Take(5));
        (await host.Server.RegisterAsync()).ShouldRegister();
        Assert.All(host.Server.Get<ClientCatalog>().All.Values, client => Assert.False(client.IsFirstParty));
        Assert.Equal(200, (await host.Server.GetAsync("/health/ready")).Status);
    }

    private async Task<List<string>> SendAsync(byte[] whole, ulong seed)
    {
        string[] pieces =
        [
            "null",
            "[]",
            "{}",
            "\"\"",
            "[null]",
            "\\u0000",
            "\\ud800",
            "1e999999",
            "-0",
            "true",
            ",",
            ":",
            "\"__proto__\":{},",
            "\"constructor\":1,",
            "\"redirect_uris\":",
            "\"jwks\":{\"keys\":[{\"kty\":\"RSA\"}]},",
            "\"grant_types\":[\"password\"],",
            "#de",
            "[[[[[[[[[[[[[[[[[[[[",
            "\u00ff",
        ];
        var damage = new Damage(seed, pieces);
        var findings = new List<string>();
        for (var document = 0; document < Documents / Workers; document++)
        {
            var body = damage.Of(whole);
            var answer = await host.Server.SendJsonAsync(HttpMethod.Post, "/connect/register", body, token: null);
            if (answer.Status is not (201 or 400 or 413))
                findings.Add($"{answer.Status} {answer.Body}\n{Encoding.Latin1.GetString(body)}");
        }
        return findings;
    }

    private static JsonObject Whole() =>
        Registrations.Description(
            ("grant_types", new JsonArray("authorization_code", "refresh_token")),
            ("response_types", new JsonArray("code")),
            ("client_uri", "https://app.example/"),
            ("contacts", new JsonArray("a@app.example", "b@app.example")),
            ("jwks", JsonNode.Parse($$"""{ "keys": [{{OpenServer.Maker.Verification.ToJwk().ToJson()}}] }""")),
            ("id_token_signed_response_alg", "ES256"),
            ("default_max_age", 60),
            ("default_acr_values", new JsonArray("pwd")),
            ("require_auth_time", true),
            ("post_logout_redirect_uris", new JsonArray("https://app.example/bye")),
            ("frontchannel_logout_uri", "https://app.example/front"),
            ("backchannel_logout_uri", "https://app.example/back"),
            ("scope", "openid email"),
            ("software_id", "1"),
            ("client_name#de", "Eine App")
        );
}
