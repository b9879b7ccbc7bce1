using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.SpecTests.Attacks;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules about request objects, by value and by reference, in every response type.</summary>
/// <remarks>Those that send unsigned ones are skipped where the metadata has no `none`; here they send one, and it must be refused.</remarks>
public sealed class RequestObjectModules(Op op) : IClassFixture<Op>
{
    private const string Algorithms = "request_object_signing_alg_values_supported";

    private static readonly SigningKey Key = SigningKey.Create(JwsAlgorithm.RS256);

    private static readonly string[] Refusals =
    [
        "invalid_request_object",
        "request_not_supported",
        "request_uri_not_supported",
    ];

    [Theory(DisplayName = "oidcc-ensure-request-object-with-redirect-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task The_address_inside_is_the_one_that_counts(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Metadata());
        var address = rp.Address(("request", Sign(rp)), ("redirect_uri", $"{rp.RedirectUri}/another"));

        var answer = await rp.Browser.TravelAsync(rp.RedirectUri, address, rp.Email);

        await rp.CheckAsync(answer, rp.Request());
    }

    [Theory(DisplayName = "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task An_unsigned_request_object_is_refused_as_the_metadata_says(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.RefusedAsync(Refusals, ("request", Unsigned(rp)));

        Assert.DoesNotContain("none", op.Promised(Algorithms));
    }

    [Theory(DisplayName = "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task An_unsigned_request_object_is_refused_by_reference_as_well(Variant variant)
    {
        var published = "";
        await using var origin = Origin.Start(asking => asking.WriteAsync(Origin.Ok(published, "application/jwt")));
        using var rp = await Rp.RegisterAsync(op, variant, Registering(origin));
        published = Unsigned(rp);

        await rp.RefusedAsync(Refusals, ("request_uri", origin.Url("/request")));

        if (!Op.IsControl)
            Assert.Equal(1, origin.Connections);
        Assert.DoesNotContain("none", op.Promised(Algorithms));
    }

    [Theory(DisplayName = "oidcc-request-uri-signed-rs256")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_request_object_by_reference_signed_with_RS256(Variant variant)
    {
        var published = "";
        await using var origin = Origin.Start(asking =>
            asking.WriteAsync(Origin.Ok(published, "application/oauth-authz-req+jwt"))
        );
        var metadata = Metadata();
        metadata["request_uris"] = new JsonArray(origin.Url("/request"));
        using var rp = await Rp.RegisterAsync(op, variant, metadata);
        published = Sign(rp);

        await rp.SignInAsync(("request_uri", origin.Url("/request")));
    }

    private static JsonObject Metadata() =>
        new() { ["request_object_signing_alg"] = "RS256", ["jwks"] = JsonNode.Parse(Signer.KeySet(Key).GetRawText()) };

    private static JsonObject Registering(Origin origin) =>
        new() { ["request_uris"] = new JsonArray(origin.Url("/request")) };

    private string Sign(Rp rp) =>
        CompactJws.Sign(Encoding.UTF8.GetBytes(Claims(rp).ToJsonString()), Key, "oauth-authz-req+jwt");

    private string Unsigned(Rp rp) => Forge.Unsigned(new JsonObject { ["alg"] = "none" }, Claims(rp));

    private JsonObject Claims(Rp rp)
    {
        var claims = new JsonObject { ["iss"] = rp.Client.Id, ["aud"] = op.Issuer };
        foreach (var (name, value) in rp.Request())
            claims[name] = value;
        return claims;
    }
}
