using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the dynamic plan about addresses that a relying party registers beside its own.</summary>
public sealed class RegistrationModules(Op op) : IClassFixture<Op>
{
    private const string About = "https://rp.example.com/about";

    [Theory(DisplayName = "oidcc-registration-logo-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_logo_is_shown(Variant variant) => ShowsAsync(variant, "logo_uri", $"src=\"{About}\"");

    [Theory(DisplayName = "oidcc-registration-policy-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_policy_is_linked(Variant variant) => ShowsAsync(variant, "policy_uri", $"href=\"{About}\"");

    [Theory(DisplayName = "oidcc-registration-tos-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_terms_are_linked(Variant variant) => ShowsAsync(variant, "tos_uri", $"href=\"{About}\"");

    [Theory(DisplayName = "oidcc-registration-jwks-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_client_signs_with_a_key_that_it_publishes(Variant variant)
    {
        await using var party = new KeyHolder(op.Issuer);
        using var rp = await Rp.RegisterItselfAsync(op, variant, party.Description(), party.Prove);

        await rp.SignInAsync();

        Assert.Equal(variant.HasCode, party.Asked > 0);
    }

    [Theory(DisplayName = "oidcc-refresh-token-rp-key-rotation")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task A_client_goes_on_with_another_key(Variant variant)
    {
        await using var party = new KeyHolder(op.Issuer);
        using var rp = await Rp.RegisterItselfAsync(op, variant, party.Description(), party.Prove);
        var signed = await rp.SignInAsync(("scope", "openid offline_access"), ("prompt", "consent"));
        var refresh = signed.Tokens!.Value.GetProperty("refresh_token").GetString()!;

        party.Rotate();
        var answer = await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));

        Assert.True(answer.Status == 200, answer.Body);
        Assert.NotEqual(signed.AccessToken, answer["access_token"]);
    }

    [Theory(DisplayName = "oidcc-ensure-client-assertion-with-iss-aud-succeeds")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task An_assertion_for_the_issuer(Variant variant)
    {
        await using var party = new KeyHolder(op.Issuer);
        var description = new JsonObject
        {
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["jwks"] = JsonNode.Parse(party.Published),
        };
        using var rp = await Rp.RegisterItselfAsync(op, variant, description, party.Prove);

        await rp.SignInAsync();
    }

    [Theory(DisplayName = "oidcc-registration-sector-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_sector_that_lists_the_client_counts(Variant variant)
    {
        var redirectUri = Rp.NewRedirectUri();
        await using var sector = Origin.Answering(Origin.Ok(new JsonArray(redirectUri).ToJsonString()));
        using var rp = await Rp.RegisterItselfAsync(op, variant, OfSector(sector, redirectUri));

        await rp.SignInAsync();
    }

    [Fact(DisplayName = "oidcc-registration-sector-bad")]
    public async Task A_sector_that_does_not_list_the_client_is_refused()
    {
        await using var sector = Origin.Answering(Origin.Ok(new JsonArray(Rp.NewRedirectUri()).ToJsonString()));

        var refused = await op.DescribeAsync(OfSector(sector, Rp.NewRedirectUri()));

        Assert.Equal((400, "invalid_client_metadata"), (refused.Status, refused["error"]));
    }

    private async Task ShowsAsync(Variant variant, string member, string shown)
    {
        Assert.SkipWhen(Op.IsControl, "What a page of the control looks like is not for us to say.");
        using var rp = await Rp.RegisterItselfAsync(op, variant, new() { [member] = About });
        await rp.Browser.SignInAsync(rp.Email);
        var asked = await rp.Browser.GetAsync(rp.Address());

        var page = await rp.Browser.GetAsync(asked.Location!);

        Assert.Contains(shown, page.Body, StringComparison.Ordinal);
        await rp.SignInAsync();
    }

    private static JsonObject OfSector(Origin sector, string redirectUri) =>
        new()
        {
            ["redirect_uris"] = new JsonArray(redirectUri),
            ["subject_type"] = "pairwise",
            ["sector_identifier_uri"] = sector.Url("/sector.json"),
        };

    /// <summary>A relying party that publishes the key that it signs with.</summary>
    private sealed class KeyHolder : IAsyncDisposable
    {
        private static readonly SigningKey First = SigningKey.Create(JwsAlgorithm.RS256);
        private static readonly SigningKey Second = SigningKey.Create(JwsAlgorithm.RS256);

        private readonly string _issuer;
        private readonly Origin _origin;
        private SigningKey _key = First;

        public KeyHolder(string issuer)
        {
            _issuer = issuer;
            _origin = Origin.Start(asking => asking.WriteAsync(Origin.Ok(Published)));
        }

        public string Published => Signer.KeySet(_key).GetRawText();

        public int Asked => _origin.Connections;

        public JsonObject Description() =>
            new() { ["token_endpoint_auth_method"] = "private_key_jwt", ["jwks_uri"] = _origin.Url("/jwks.json") };

        public (string Name, string Value)[] Prove(string clientId) =>
            Signer.Form(Signer.Sign(Signer.ClaimsOf(clientId, _issuer), _key));

        public void Rotate() => _key = Second;

        public ValueTask DisposeAsync() => _origin.DisposeAsync();
    }
}
