using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

public sealed class PairwiseTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Everything = "openid profile email offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Core §8"), Spec("OpenID Connect Core §8.1")]
    public async Task A_sector_knows_a_person_by_one_name_and_another_sector_by_another()
    {
        var email = await host.Server.AddUserAsync();
        var id = (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Id.ToString();

        var one = await SubjectAsync(await AddAsync("https://one.example/a"), email);
        var sibling = await SubjectAsync(await AddAsync("https://one.example/b", "https://ONE.example:8443/c"), email);
        var sector = await SubjectAsync(
            await AddAsync("https://one.example/d", sector: "https://two.example/s"),
            email
        );
        var open = await SubjectAsync(await host.Server.AddClientAsync(Everything.Split(' ')), email);

        Assert.Equal(one, sibling);
        Assert.Equal(id, open);
        Assert.Equal(3, new HashSet<string>([one, sector, open]).Count);
        Assert.DoesNotContain(id, one, StringComparison.OrdinalIgnoreCase);
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public async Task Two_people_have_two_names()
    {
        var client = await AddAsync("https://one.example/a");

        var one = await SubjectAsync(client, await host.Server.AddUserAsync());

        Assert.NotEqual(one, await SubjectAsync(client, await host.Server.AddUserAsync()));
    }

    [Fact]
    [Spec("OpenID Connect Core §5.3.2"), Spec("OpenID Connect Core §12.2"), Spec("RFC 7662 §2.2"), Spec("RFC 7662 §5")]
    public async Task Every_token_and_every_answer_has_the_same_name()
    {
        var client = await AddAsync("https://one.example/a");
        var email = await host.Server.AddUserAsync();
        var tokens = await host.Server.SignInAsync(client, email, Everything);
        var subject = ServedKeys.Claims(tokens.Issued("id_token")).GetProperty("sub").GetString();

        var refreshed = await host.Server.TokenAsync(client, Scene.RefreshForm(tokens.Issued("refresh_token")));
        var answer = await host.Server.UserInfoAsync(refreshed.Issued());

        answer.ShouldSucceed();
        Assert.Equal(subject, answer["sub"]);
        Assert.Equal(email, answer["email"]);
        Assert.Equal(subject, ServedKeys.Claims(refreshed.Issued("id_token")).GetProperty("sub").GetString());
        foreach (var kind in (string[])["access_token", "refresh_token"])
            Assert.Equal(subject, (await host.Server.IntrospectAsync(client, refreshed.Issued(kind)))["sub"]);
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task A_pairwise_token_ends_with_all_that_is_the_persons()
    {
        var client = await AddAsync("https://one.example/a");
        var email = await host.Server.AddUserAsync();
        var token = (await host.Server.SignInAsync(client, email, "openid")).Issued();
        var other = (await host.Server.SignInAsync(client, await host.Server.AddUserAsync(), "openid")).Issued();
        var person = (await host.Server.Get<People>().FindActiveAsync(email, Ct))!;

        await host.Server.Get<TokenRevocation>().RevokeAllAsync(person.Id, person.Email, Ct);

        (await host.Server.UserInfoAsync(token)).ShouldRefuse("invalid_token", 401);
        (await host.Server.IntrospectAsync(client, token)).ShouldBeInactive();
        (await host.Server.UserInfoAsync(other)).ShouldSucceed();
    }

    [Fact]
    public async Task A_pairwise_token_can_be_revoked_by_itself()
    {
        var client = await AddAsync("https://one.example/a");
        var token = (await host.Server.SignInAsync(client, await host.Server.AddUserAsync(), "openid")).Issued();

        await host.Server.RevokeAsync(client, token);

        (await host.Server.UserInfoAsync(token)).ShouldRefuse("invalid_token", 401);
    }

    private async Task<string> SubjectAsync(TestClient client, string email) =>
        ServedKeys
            .Claims((await host.Server.SignInAsync(client, email, "openid")).Issued("id_token"))
            .GetProperty("sub")
            .GetString()!;

    private Task<TestClient> AddAsync(string redirectUri, string? another = null, string? sector = null) =>
        host.Server.AddClientAsync(
            Everything.Split(' '),
            asked =>
                asked with
                {
                    RedirectUris = another is null ? [redirectUri] : [redirectUri, another],
                    Metadata = new ClientMetadata { SubjectType = "pairwise", SectorIdentifierUri = sector },
                }
        );
}
