using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>An Express API with somebody else's middleware lets in whom we vouch for, and nobody else.</summary>
public sealed class ResourceApiTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private readonly TestServer _server = fixture.Server;

    [Fact, Spec("RFC 9068 §4")]
    public async Task A_good_token_is_let_in_and_a_spoilt_one_is_not()
    {
        var (audience, scope, _) = await _server.AddApiAsync();
        var (_, otherScope, _) = await _server.AddApiAsync();
        var client = await _server.AddClientAsync([scope, otherScope]);
        await using var api = await Script.NodeAsync("resource-api.mjs");
        var port = (
            await api.AskAsync(
                "listen",
                new JsonObject
                {
                    ["issuer"] = _server.Issuer,
                    ["audience"] = audience,
                    ["scope"] = scope,
                }
            )
        ).Value.GetInt32();
        var address = $"http://127.0.0.1:{port}/";

        var good = await IssueAsync(client, scope);
        var (status, body) = await CallAsync(address, good);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(client.Id, JsonDocument.Parse(body).RootElement.GetProperty("client").GetString());

        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(address, token: null)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await CallAsync(address, await IssueAsync(client, otherScope))).Status
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(address, Foreign(good))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(address, Expired(good))).Status);
    }

    // Everything as in a good one, but for who has signed it.
    private static string Foreign(string good)
    {
        using var key = SigningKey.Create(JwsAlgorithm.RS256, CompactJws.PeekHeader(good)!.KeyId);
        return CompactJws.Sign(Base64Url.DecodeFromChars(good.Split('.')[1]), key, "at+jwt");
    }

    // Everything as in a good one, but two hours earlier.
    private string Expired(string good)
    {
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(good.Split('.')[1]))!;
        foreach (var time in (string[])["iat", "exp"])
            claims[time] = claims[time]!.GetValue<long>() - 7200;
        var key = _server.Get<SigningKeys>().Active(JwsAlgorithm.RS256);
        return CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), key, "at+jwt");
    }

    private async Task<string> IssueAsync(TestClient client, string scope) =>
        (await _server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", scope)))["access_token"]!;

    private async Task<(HttpStatusCode Status, string Body)> CallAsync(string address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await _server.SendAsync(request);
        return (answer.Response.StatusCode, answer.Body);
    }
}
