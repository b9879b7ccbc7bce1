using System.Text;
using Identity.Jose;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class AccessTokenReaderTests
{
    [Theory]
    [InlineData("RS256", false)]
    [InlineData("ES256", false)]
    [InlineData("HS256", false)]
    [InlineData("RS256", true)]
    [InlineData("HS256", true)]
    [Spec("RFC 9068 §4")]
    public async Task What_we_write_we_read(string name, bool isPlain)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        var api = Registered.Api(algorithm: algorithm, plainClaims: isPlain ? ["client_id"] : null);
        using var room = new TokenRoom(api);

        var token = await ReadAsync(
            room,
            room.AccessTokens.Write(TokenRoom.For(api, TokenRoom.Ann), room.Clock.Now).Token
        );

        Assert.Same(api, token?.Api);
        Assert.Equal(algorithm.IsSymmetric, token?.IsShared);
        Assert.Equal(TokenRoom.Ann.Id, token?.PersonId);
        Assert.Equal("web", token?.ClientId);
    }

    [Fact]
    public async Task A_token_ends_with_its_last_second()
    {
        var api = Registered.Api();
        using var room = new TokenRoom(api);
        var token = room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token;
        var end = room.Verify(token).Claims.ExpiresAt!.Value;

        room.Clock.Advance(end - room.Clock.Now - TimeSpan.FromTicks(1));
        Assert.NotNull(await ReadAsync(room, token));
        room.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await ReadAsync(room, token));
    }

    [Fact, Spec("RFC 8725 §3.11")]
    public async Task An_id_token_is_no_access_token_even_where_a_client_is_named_as_an_api()
    {
        var api = Registered.Api("web", plainClaims: ["client_id"]);
        using var room = new TokenRoom(api);

        var issued = await room.IssueAsync(TokenRoom.For(api, TokenRoom.Ann, "openid"));

        Assert.NotNull(await ReadAsync(room, issued.AccessToken));
        Assert.Null(await ReadAsync(room, issued.IdToken!));
    }

    [Fact, Spec("RFC 8725 §3.11")]
    public async Task An_id_token_that_comes_alone_is_none_either()
    {
        var api = Registered.Api("web", plainClaims: ["client_id"]);
        using var room = new TokenRoom(api);
        var granted = TokenRoom.For(null, TokenRoom.Ann, "openid") with { AuthTime = room.Clock.Now };

        var alone = room.IdTokens.Write(granted, TokenRoom.Ann, new IdTokenBindings(), room.Clock.Now);

        Assert.Null(await ReadAsync(room, alone));
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public async Task A_pairwise_token_is_about_the_person_and_ends_with_them()
    {
        using var room = new TokenRoom();
        var granted = TokenRoom.For(null, TokenRoom.Ann, "openid", TokenRoom.Clients[1]);

        var token = await ReadAsync(room, room.AccessTokens.Write(granted, room.Clock.Now).Token);

        Assert.NotEqual(TokenRoom.Ann.Id.ToString(), token?.Claims.Subject);
        Assert.Equal(TokenRoom.Ann.Id, token?.PersonId);
        Assert.Contains(DenyKey.OfSubject(TokenRoom.Ann.Id.ToString()), token!.DenyKeys);
    }

    [Fact]
    public async Task A_pairwise_token_of_a_client_that_is_gone_counts_for_nothing()
    {
        using var room = new TokenRoom();
        var gone = Registered.Client("gone", sector: "one.example");

        var token = room.AccessTokens.Write(TokenRoom.For(null, TokenRoom.Ann, "openid", gone), room.Clock.Now).Token;

        Assert.Null(await ReadAsync(room, token));
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task The_secret_of_one_api_vouches_for_no_other()
    {
        var one = Registered.Api("one", JwsAlgorithm.HS256, scopes: ["one"]);
        var other = Registered.Api("other", JwsAlgorithm.HS256, scopes: ["other"]);
        var ours = Registered.Api("ours", scopes: ["ours"]);
        using var room = new TokenRoom(one, other, ours);

        foreach (var audience in (string[])["other", "ours", "https://id.example"])
            Assert.Null(await ReadAsync(room, Forge(room, one.SharedKey!, audience, TimeSpan.FromMinutes(5))));
        Assert.NotNull(await ReadAsync(room, Forge(room, one.SharedKey!, "one", TimeSpan.FromMinutes(5))));
    }

    [Fact]
    public async Task A_token_that_outlives_all_that_we_issue_is_not_ours()
    {
        var api = Registered.Api("one", JwsAlgorithm.HS256);
        using var room = new TokenRoom(api);

        Assert.NotNull(await ReadAsync(room, Forge(room, api.SharedKey!, "one", TokenLifetimes.Longest)));
        Assert.Null(
            await ReadAsync(room, Forge(room, api.SharedKey!, "one", TokenLifetimes.Longest + TimeSpan.FromSeconds(2)))
        );
    }

    [Fact]
    public async Task An_older_secret_verifies_until_it_expires()
    {
        var api = Registered.Api("one", JwsAlgorithm.HS256);
        using var room = new TokenRoom(api);
        api.Secrets[1] = api.Secrets[1] with { ExpiresAt = room.Clock.Now.AddMinutes(1) };
        var token = Forge(room, api.Secrets[1].Key, "one", TimeSpan.FromMinutes(5));

        Assert.NotNull(await ReadAsync(room, token));
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await ReadAsync(room, token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("rt_AAAA")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")]
    public async Task What_is_no_token_is_read_as_none(string token)
    {
        using var room = new TokenRoom(Registered.Api(algorithm: JwsAlgorithm.HS256));

        Assert.Null(await ReadAsync(room, token));
    }

    private static ValueTask<VerifiedAccessToken?> ReadAsync(TokenRoom room, string token) =>
        room.Reader.ReadAsync(token, TestContext.Current.CancellationToken);

    private static string Forge(TokenRoom room, SigningKey key, string audience, TimeSpan lifetime)
    {
        var end = (room.Clock.Now + lifetime).ToUnixTimeSeconds();
        var claims = $$"""{"iss":"https://id.example","aud":"{{audience}}","sub":"web","exp":{{end}}}""";
        return CompactJws.Sign(Encoding.UTF8.GetBytes(claims), key, AccessTokenWriter.Type);
    }
}
