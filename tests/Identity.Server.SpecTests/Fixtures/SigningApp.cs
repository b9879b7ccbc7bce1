using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>An app that signs its requests: what it signs is valid in every way until a test spoils one thing.</summary>
internal sealed record SigningApp(App App, SigningKey Key)
{
    public TestServer Server => App.Server;

    /// <summary>One with a key of its own, which is registered with it unless the metadata says something else.</summary>
    public static async Task<SigningApp> RegisterAsync(
        TestServer server,
        JwsAlgorithm? algorithm = null,
        Func<ClientMetadata, ClientMetadata>? with = null
    )
    {
        var key = SigningKey.Create(algorithm ?? JwsAlgorithm.ES256);
        var metadata = new ClientMetadata { Jwks = Signer.KeySet(key) };
        metadata = with?.Invoke(metadata) ?? metadata;
        return new SigningApp(await App.RegisterAsync(server, asked => asked with { Metadata = metadata }), key);
    }

    /// <summary>The parameters of the app's valid request as claims, and whom they are from and for.</summary>
    public JsonObject Claims(params (string Name, string? Value)[] changes)
    {
        var now = Signer.Now;
        var claims = new JsonObject
        {
            ["iss"] = App.Client.Id,
            ["aud"] = Server.Issuer,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in App.Request(changes))
            claims[name] = value;
        return claims;
    }

    public string Object(Action<JsonObject>? spoil = null, SigningKey? key = null, string? type = "oauth-authz-req+jwt")
    {
        var claims = Claims();
        spoil?.Invoke(claims);
        return CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), key ?? Key, type);
    }

    /// <summary>The least that a browser brings: the client, and what it has signed.</summary>
    public string Address(string requestObject, params (string Name, string? Value)[] outside) =>
        AddressOf([("request", requestObject), .. outside]);

    public string AddressOf(params (string Name, string? Value)[] outside) =>
        QueryHelpers.AddQueryString(
            "/connect/authorize",
            outside
                .Append(("client_id", App.Client.Id))
                .Where(pair => pair.Item2 is not null)
                .ToDictionary(pair => pair.Item1, pair => pair.Item2)
        );

    /// <summary>Where refusals go while the object itself proves nothing.</summary>
    public (string Name, string? Value) OuterAddress => ("redirect_uri", App.RedirectUri);

    /// <summary>Goes the whole way with somebody who has not been here before.</summary>
    public async Task<AppAnswer> TravelAsync(string address, bool isForetold = true)
    {
        using var visitor = new Visitor(Server) { IsForetold = isForetold };
        return await visitor.TravelAsync(App, address, await Server.AddUserAsync());
    }

    public Task<TestAnswer> PushAsync(params (string Name, string Value)[] form) =>
        Server.PostAsync("/connect/par", App.Client, form);

    /// <summary>Refused where it came to the endpoint, and where it was pushed.</summary>
    public async Task RefusedAsync(string requestObject, string code = "invalid_request_object")
    {
        var answer = await TravelAsync(Address(requestObject, OuterAddress, ("state", "outside")));
        Assert.Equal((code, "outside"), (answer["error"], answer["state"]));
        Assert.Null(answer["code"]);
        (await PushAsync(("request", requestObject))).ShouldRefuse(code);
    }
}
