using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>What a client lost while its request waited for a person: a response type, a grant, a scope.</summary>
public sealed class TakenBackWhileWaiting(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 6749 §3.1.1")]
    [InlineData("code")]
    [InlineData("id_token token")]
    [InlineData("code id_token")]
    public async Task A_response_type_that_was_taken_back_is_not_answered(string type)
    {
        using var ready = await SetAsync();
        var (posted, pushed) = (await PostAsync(ready, type), await ready.App.PushAsync(("response_type", type)));

        await host.Server.ChangeClientAsync(
            ready.App.Client,
            row =>
            {
                row.GrantTypes = ["client_credentials"];
                row.Metadata = ClientMetadataJson.Write(new ClientMetadata { ResponseTypes = ["none"] });
            }
        );

        foreach (var address in (string[])[posted, pushed])
        {
            Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!.ShouldRefuse("unauthorized_client");
        }
    }

    [Fact, Spec("RFC 6749 §3.3"), Spec("RFC 9126 §2.1")]
    public async Task A_scope_that_was_taken_back_is_not_granted()
    {
        using var ready = await SetAsync();
        var (posted, pushed) = (
            await PostAsync(ready, "id_token token"),
            await ready.App.PushAsync(("response_type", "id_token token"), ("scope", "openid email"))
        );

        await host.Server.ChangeClientAsync(ready.App.Client, row => row.Scopes = ["openid"]);

        foreach (var address in (string[])[posted, pushed])
        {
            var answer = Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!;
            Assert.Equal("openid", answer["scope"]);
            Assert.Null((await host.Server.UserInfoAsync(answer["access_token"]))["email"]);
        }
    }

    private Task<ReadyApp> SetAsync() =>
        ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );

    private static async Task<string> PostAsync(ReadyApp ready, string type)
    {
        var form = ready.App.Request(("response_type", type), ("scope", "openid email"));
        return (
            await ready.Visitor.PostAsync("/connect/authorize", [.. form.Select(pair => (pair.Key, pair.Value))])
        ).Location!;
    }
}
