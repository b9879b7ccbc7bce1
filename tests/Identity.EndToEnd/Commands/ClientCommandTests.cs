using Identity.EndToEnd.Clients;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

public sealed class ClientCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    [Fact]
    public async Task A_secret_is_shown_when_it_is_made_and_never_again()
    {
        var id = TestClients.Unique("cli");

        var made = await CreateAsync(id);

        Assert.Equal($"created {id}", made.Lines()[0]);
        var secret = CommandRoom.Secret(made);
        Assert.True(secret.Length >= 43, "256 bits in base64url.");
        Assert.DoesNotContain(secret, (await room.RunAsync("clients", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_of_the_administrators_site_comes_with_the_settings_of_both_sides()
    {
        var refused = await room.RunAsync("clients", "create-admin", "--url", "admin.example.com");
        var made = (await room.RunAsync("clients", "create-admin", "--url", "https://admin.example.com/")).Lines();
        var again = await room.RunAsync("clients", "create-admin", "--url", "https://admin.example.com");

        Assert.Contains("is no address of a site", refused.Refusal(), StringComparison.Ordinal);
        Assert.Contains("IDENTITY_ADMIN__Issuer=https://id.example.com", made);
        Assert.Contains("IDENTITY_ADMIN__ClientId=identity-admin", made);
        Assert.Contains("IDENTITY__Admin__Url=https://admin.example.com", made);
        Assert.Contains(made, line => line.StartsWith("IDENTITY_ADMIN__ClientSecret=", StringComparison.Ordinal));
        Assert.Contains("already a client 'identity-admin'", again.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_client_has_no_secret()
    {
        var id = TestClients.Unique("cli");

        Assert.Equal(
            [$"created {id}"],
            (await room.RunAsync("clients", "create", id, "--public", "--grant", "password")).Lines()
        );
        Assert.Equal("None", CommandRoom.Row(await room.RunAsync("clients", "list"), id)[2]);
    }

    [Fact]
    public async Task A_list_shows_what_was_asked_for()
    {
        var id = TestClients.Unique("cli");
        await CreateAsync(id, "--name", "The Client", "--grant", "password", "--scope", "openid", "--secret-post");

        Assert.Equal(
            [id, "The Client", "ClientSecretPost", "client_credentials password", "openid", "1"],
            CommandRoom.Row(await room.RunAsync("clients", "list"), id)
        );
    }

    [Fact]
    public async Task A_client_that_signs_with_its_own_key_has_no_secret()
    {
        var fromFile = TestClients.Unique("cli");
        var fromUrl = TestClients.Unique("cli");
        var file = Path.Join(room.Binary.Folder, "keys.json");
        await File.WriteAllTextAsync(file, $"{new ClientKey().Published}", TestContext.Current.CancellationToken);

        Assert.Equal(
            [$"created {fromFile}"],
            (await CreateAsync(fromFile, "--jwks", file, "--signing-alg", "ES256")).Lines()
        );
        Assert.Equal(
            [$"created {fromUrl}"],
            (await CreateAsync(fromUrl, "--jwks-uri", "https://client.example/keys")).Lines()
        );

        var list = await room.RunAsync("clients", "list");
        Assert.Equal("PrivateKeyJwt", CommandRoom.Row(list, fromFile)[2]);
        Assert.Equal("PrivateKeyJwt", CommandRoom.Row(list, fromUrl)[2]);
        Assert.Equal(
            $"'{fromFile}' authenticates without a secret.",
            (await room.RunAsync("clients", "rotate-secret", fromFile)).Refusal()
        );
    }

    [Fact]
    public async Task A_secret_that_signs_is_shown_once_like_any_other()
    {
        var id = TestClients.Unique("cli");

        var secret = CommandRoom.Secret(await CreateAsync(id, "--secret-jwt"));

        Assert.Equal(64, secret.Length);
        Assert.Equal("ClientSecretJwt", CommandRoom.Row(await room.RunAsync("clients", "list"), id)[2]);
    }

    [Theory]
    [InlineData("--jwks-uri https://client.example/keys --secret-jwt", "Choose one of")]
    [InlineData("--public --secret-post", "Choose one of")]
    [InlineData("--jwks-uri http://user@client.example/keys", "user name")]
    [InlineData("--jwks no-such-file.json", "no-such-file.json")]
    [InlineData("--secret-jwt --signing-alg RS256", "RS256")]
    public async Task A_way_to_authenticate_that_cannot_be_is_refused(string options, string because)
    {
        var refusal = (await CreateAsync("cli-way", options.Split(' '))).Refusal();

        Assert.Contains(because, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("cli-way", (await room.RunAsync("clients", "list")).Output, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §3.2")]
    public async Task Two_clients_of_one_name_are_refused()
    {
        var id = TestClients.Unique("cli");
        await CreateAsync(id);

        Assert.Equal($"There is already a client '{id}'.", (await CreateAsync(id)).Refusal());
    }

    [Fact]
    public async Task A_grant_that_does_not_exist_is_refused()
    {
        var refusal = (await room.RunAsync("clients", "create", "cli-bad", "--grant", "implied")).Refusal();

        Assert.Contains("implied", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("cli-bad", (await room.RunAsync("clients", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disabling_shows_in_the_list_until_it_is_enabled()
    {
        var id = TestClients.Unique("cli");
        await CreateAsync(id);

        Assert.Equal([$"disabled {id}"], (await room.RunAsync("clients", "disable", id)).Lines());
        Assert.Matches(@"^\d{4}-\d\d-\d\d ", CommandRoom.Row(await room.RunAsync("clients", "list"), id)[^1]);
        Assert.Equal([$"enabled {id}"], (await room.RunAsync("clients", "enable", id)).Lines());
        Assert.Equal("1", CommandRoom.Row(await room.RunAsync("clients", "list"), id)[^1]);
    }

    [Fact]
    public async Task A_rotated_secret_is_another_and_the_list_counts_both()
    {
        var id = TestClients.Unique("cli");
        var first = CommandRoom.Secret(await CreateAsync(id));

        var rotated = await room.RunAsync("clients", "rotate-secret", id, "--overlap", "01:00:00");

        Assert.Equal($"rotated the secret of {id}", rotated.Lines()[0]);
        Assert.NotEqual(first, CommandRoom.Secret(rotated));
        Assert.Equal("2", CommandRoom.Row(await room.RunAsync("clients", "list"), id)[^1]);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("rotate-secret")]
    public async Task A_client_that_does_not_exist_is_named(string verb) =>
        Assert.Equal("There is no client 'nobody'.", (await room.RunAsync("clients", verb, "nobody")).Refusal());

    [Fact]
    public async Task A_missing_argument_is_an_error_with_the_usage()
    {
        var failed = await room.RunAsync("clients", "create", "cli-none");

        Assert.Equal(1, failed.Status);
        Assert.Contains("--grant", failed.Errors, StringComparison.Ordinal);
    }

    private Task<Finished> CreateAsync(string id, params string[] more) =>
        room.RunAsync(["clients", "create", id, "--grant", "client_credentials", .. more]);
}
