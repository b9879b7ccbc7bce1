using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

public sealed class ClientCredentialsTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §4.4.3"), Spec("RFC 6749 §5.1")]
    public async Task A_client_gets_an_access_token_and_no_refresh_token()
    {
        var api = await host.Server.AddApiAsync();
        var client = await host.Server.AddClientAsync([api.Scope]);

        var answer = await host.Server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", api.Scope));

        Assert.Equal(200, answer.Status);
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Equal(api.Scope, answer["scope"]);
        Assert.Null(answer["refresh_token"]);
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }
}
