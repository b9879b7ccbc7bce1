using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Attacks;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.SpecTests.Protocol.Logout;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the plan in which a relying party has somebody signed out, in every response type.</summary>
public sealed class LogoutModules(Op op) : IClassFixture<Op>
{
    private const string State = "state-of-the-logout";

    [Fact(DisplayName = "oidcc-rp-initiated-logout-discovery-endpoint-verification")]
    public async Task The_metadata_names_where_to_sign_out()
    {
        Assert.StartsWith(
            $"{op.Issuer}/",
            op.Metadata.GetProperty("end_session_endpoint").GetString(),
            StringComparison.Ordinal
        );
        using var nobody = new Visitor(op.Address);
        Assert.Equal(200, (await LogoutScene.FollowAsync(nobody, op.Path("end_session_endpoint"))).Status);
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task The_person_is_signed_out_and_comes_back_with_the_state(Variant variant)
    {
        using var rp = await RegisterAsync(variant);
        var signed = await rp.SignInAsync();

        var end = await BringAsync(rp, Wish(rp, signed));

        Assert.Equal($"{After(rp)}?state={Uri.EscapeDataString(State)}", end.Location);
        await SignedOutAsync(rp);
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout-no-state")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task Without_a_state_none_is_brought_back(Variant variant)
    {
        using var rp = await RegisterAsync(variant);
        var signed = await rp.SignInAsync();

        var end = await BringAsync(rp, Wish(rp, signed, ("state", null)));

        Assert.Equal(After(rp), end.Location);
        await SignedOutAsync(rp);
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout-no-post-logout-redirect-uri")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task Without_an_address_the_browser_stays(Variant variant)
    {
        using var rp = await RegisterAsync(variant);
        var signed = await rp.SignInAsync();

        var end = await BringAsync(rp, Wish(rp, signed, ("post_logout_redirect_uri", null)));

        Assert.Equal((200, null), (end.Status, end.Location));
        await SignedOutAsync(rp);
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout-no-params")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task Without_anything_the_person_is_asked(Variant variant)
    {
        using var rp = await RegisterAsync(variant);
        await rp.SignInAsync();

        await AskedAsync(rp, []);
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout-only-state")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public async Task A_state_alone_changes_nothing_of_that(Variant variant)
    {
        using var rp = await RegisterAsync(variant);
        await rp.SignInAsync();

        await AskedAsync(rp, new() { ["state"] = State });
    }

    [Theory(DisplayName = "oidcc-rp-initiated-logout-no-id-token-hint")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public Task An_address_without_a_hint_is_nobodys(Variant variant) =>
        RefusedAsync(variant, (_, _) => ("id_token_hint", null));

    [Theory(DisplayName = "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public Task An_address_that_is_not_registered_is_not_followed(Variant variant) =>
        RefusedAsync(variant, (rp, _) => ("post_logout_redirect_uri", $"{After(rp)}/other"));

    [Theory(DisplayName = "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public Task Nor_is_a_registered_one_with_a_query_added(Variant variant) =>
        RefusedAsync(variant, (rp, _) => ("post_logout_redirect_uri", $"{After(rp)}?foo=bar"));

    [Theory(DisplayName = "oidcc-rp-initiated-logout-modified-id-token-hint")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public Task A_hint_that_was_changed_is_none(Variant variant) =>
        RefusedAsync(
            variant,
            (_, signed) =>
            {
                var claims = Forge.Claims(signed.Token);
                claims["sub"] = $"{claims["sub"]}1";
                return ("id_token_hint", Forge.Altered(signed.Token, claims: claims));
            }
        );

    [Theory(DisplayName = "oidcc-rp-initiated-logout-bad-id-token-hint")]
    [MemberData(nameof(Variant.Answered), MemberType = typeof(Variant))]
    public Task Nor_is_something_else(Variant variant) =>
        RefusedAsync(variant, (_, _) => ("id_token_hint", "bad hint"));

    private Task<Rp> RegisterAsync(Variant variant) =>
        Rp.RegisterAsync(
            op,
            variant,
            at => new JsonObject { ["post_logout_redirect_uris"] = new JsonArray($"{new Uri(at, "/after")}") }
        );

    internal static string After(Rp rp) => rp.RedirectUri.Replace("/callback", "/after", StringComparison.Ordinal);

    /// <summary>A wish that is in order, with some parameters replaced, or removed where the value is null.</summary>
    internal static Dictionary<string, string?> Wish(
        Rp rp,
        Signed signed,
        params (string Name, string? Value)[] changes
    )
    {
        var wish = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id_token_hint"] = signed.Token,
            ["post_logout_redirect_uri"] = After(rp),
            ["state"] = State,
        };
        foreach (var (name, value) in changes)
        {
            wish.Remove(name);
            if (value is not null)
                wish[name] = value;
        }

        return wish;
    }

    /// <summary>Goes where the browser is led, as long as that is here.</summary>
    internal static Task<Visit> BringAsync(Rp rp, Dictionary<string, string?> wish) =>
        LogoutScene.FollowAsync(rp.Browser, Address(rp, wish));

    /// <summary>Nobody is signed in any more, as far as a relying party can find out.</summary>
    internal static Task<AppAnswer> SignedOutAsync(Rp rp) => rp.RefusedAsync(["login_required"], ("prompt", "none"));

    private static string Address(Rp rp, Dictionary<string, string?> wish) =>
        QueryHelpers.AddQueryString(rp.Op.Path("end_session_endpoint"), wish);

    private async Task RefusedAsync(Variant variant, Func<Rp, Signed, (string Name, string? Value)> spoil)
    {
        using var rp = await RegisterAsync(variant);
        var signed = await rp.SignInAsync();

        await rp.ShownAsync(Address(rp, Wish(rp, signed, spoil(rp, signed))));

        await rp.SignInAsync(("prompt", "none"));
    }

    // The page that asks keeps the person until they have said yes, and then says what has come of it.
    private static async Task AskedAsync(Rp rp, Dictionary<string, string?> wish)
    {
        var address = Address(rp, wish);
        var page = await rp.Browser.GetAsync(address);
        while (page.Location is { } next)
            page = await rp.Browser.GetAsync(address = next);
        await rp.SignInAsync(("prompt", "none"));

        var said = await rp.Browser.PostAsync(address, ("form", page.Token!));
        var end = await LogoutScene.FollowAsync(rp.Browser, said.Location!);

        Assert.Equal((200, null), (end.Status, end.Location));
        Assert.DoesNotContain(State, end.Body, StringComparison.Ordinal);
        await SignedOutAsync(rp);
    }
}
