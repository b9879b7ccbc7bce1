using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A client that takes the answer of one server for that of another: every answer says whose it is.</summary>
public sealed class MixUp(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory]
    [Spec("RFC 9207 §2"), Spec("RFC 9207 §2.1"), Spec("RFC 9700 §4.4.2"), Spec("RFC 6749 §3.1"), Spec("RFC 9207 §2.3")]
    [InlineData("code", null)]
    [InlineData("code", "fragment")]
    [InlineData("code", "form_post")]
    [InlineData("code id_token", null)]
    [InlineData("id_token token", "form_post")]
    public async Task Every_answer_names_its_issuer_once_be_it_good_or_bad(string type, string? mode)
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );
        (string, string?)[] request =
        [
            ("response_type", type),
            ("response_mode", mode),
            ("iss", "https://evil.example"),
        ];

        var good = await ready.AnswerAsync(request);
        var bad = await ready.AnswerAsync([.. request, ("max_age", "x")]);
        var refused = await ready.AnswerAsync([.. request, ("prompt", "none"), ("max_age", "0")]);

        foreach (var answer in (AppAnswer[])[good, bad, refused])
            Assert.Equal(host.Server.Issuer, answer["iss"]);
        bad.ShouldRefuse("invalid_request");
        refused.ShouldRefuse("login_required");
        var discovery = await host.Server.GetAsync("/.well-known/openid-configuration");
        Assert.Equal(host.Server.Issuer, discovery["issuer"]);
        Assert.Equal("True", discovery["authorization_response_iss_parameter_supported"]);
    }
}
