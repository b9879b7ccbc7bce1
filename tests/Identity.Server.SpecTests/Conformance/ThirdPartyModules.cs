using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the plan in which somebody else begins the sign-in: here it is ours, from the person's own account.</summary>
public sealed class ThirdPartyModules(Op op) : IClassFixture<Op>
{
    [Theory(DisplayName = "oidcc-3rd_party-init-login")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_sign_in_begins_at_the_address_that_the_client_registered(Variant variant)
    {
        const string login = "https://rp.example.com/login?from=op";
        using var rp = await Rp.RegisterItselfAsync(op, variant, new() { ["initiate_login_uri"] = login });
        await rp.SignInAsync();

        var account = await rp.Browser.GetAsync("/account/apps");
        var link = Assert.Single(
            account.Body.Split('"').Select(WebUtility.HtmlDecode),
            text => text!.StartsWith(login, StringComparison.Ordinal)
        )!;

        // OpenID Connect Core §4: with whom, and what the client registered as it was; then the client asks as ever.
        var told = QueryHelpers.ParseQuery(new Uri(link).Query);
        Assert.Equal(op.Issuer, Assert.Single(told["iss"]));
        Assert.Equal("op", Assert.Single(told["from"]));
        await rp.SignInAsync();
    }

    [Fact(DisplayName = "oidcc-3rd_party-init-login-nohttps")]
    public async Task It_does_not_begin_where_everybody_could_listen()
    {
        var refused = await op.DescribeAsync(
            new JsonObject
            {
                ["redirect_uris"] = new JsonArray(Rp.NewRedirectUri()),
                ["initiate_login_uri"] = "http://rp.example.com/login",
            }
        );

        Assert.Equal((400, "invalid_client_metadata"), (refused.Status, refused["error"]));
    }
}
