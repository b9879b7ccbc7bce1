using System.Buffers.Text;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

public sealed class ApiCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    private const string Label = "secret (base64url): ";

    [Fact]
    public async Task An_api_with_a_key_pair_has_no_secret_and_its_key_is_there_at_once()
    {
        var audience = Audience();

        Assert.Equal([$"created {audience}"], (await CreateAsync(audience, "--algorithm", "ES384")).Lines());

        Assert.Contains("ES384", (await room.RunAsync("keys", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_there_already_is_not_planted_again()
    {
        await CreateAsync(Audience(), "--algorithm", "ES512");

        var audience = Audience();

        Assert.Equal([$"created {audience}"], (await CreateAsync(audience, "--algorithm", "ES512")).Lines());
    }

    [Fact]
    public async Task A_shared_secret_is_shown_when_it_is_made_and_never_again()
    {
        var audience = Audience();

        var secret = CommandRoom.Secret(await CreateAsync(audience, "--algorithm", "HS256"), Label);

        Assert.True(Base64Url.DecodeFromChars(secret).Length >= 32, "RFC 7518 §3.2 asks for 256 bits.");
        Assert.DoesNotContain(secret, (await room.RunAsync("apis", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_from_standard_input_is_not_printed()
    {
        var audience = Audience();
        const string Secret = "a secret that the API has had for many years already";

        var made = await room.RunWithInputAsync(
            Secret + "\n",
            "apis",
            "create",
            audience,
            "--algorithm",
            "HS256",
            "--secret-stdin"
        );

        Assert.Equal([$"created {audience}"], made.Lines());
    }

    [Fact]
    public async Task A_secret_that_is_too_short_is_refused_and_not_printed()
    {
        var refused = await room.RunWithInputAsync(
            "hunter2\n",
            "apis",
            "create",
            Audience(),
            "--algorithm",
            "HS256",
            "--secret-stdin"
        );

        Assert.DoesNotContain("hunter2", refused.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_shows_what_was_asked_for()
    {
        var audience = Audience();
        var scope = TestClients.Unique("scope");
        await CreateAsync(audience, "--name", "The API", "--algorithm", "PS256", "--plain", "--scope", scope);

        Assert.Equal(
            [audience, "The API", "PS256", "Plain", scope],
            CommandRoom.Row(await room.RunAsync("apis", "list"), audience)
        );
    }

    [Fact]
    public async Task An_algorithm_that_does_not_exist_is_refused() =>
        Assert.Equal("There is no algorithm 'none'.", (await CreateAsync(Audience(), "--algorithm", "none")).Refusal());

    [Fact]
    public async Task Two_apis_of_one_audience_are_refused()
    {
        var audience = Audience();
        await CreateAsync(audience);

        Assert.Contains(audience, (await CreateAsync(audience)).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_secret_is_another()
    {
        var audience = Audience();
        var first = CommandRoom.Secret(await CreateAsync(audience, "--algorithm", "HS256"), Label);

        var rotated = await room.RunAsync("apis", "rotate-secret", audience);

        Assert.Equal($"rotated the secret of {audience}", rotated.Lines()[0]);
        Assert.NotEqual(first, CommandRoom.Secret(rotated, Label));
    }

    [Fact]
    public async Task A_secret_that_the_api_has_been_given_first_is_taken_and_not_printed()
    {
        var audience = Audience();
        await CreateAsync(audience, "--algorithm", "HS256");
        string[] rotate = ["apis", "rotate-secret", audience, "--secret-stdin"];

        var rotated = await room.RunWithInputAsync("0f9a2c4e6b8d1f3a5c7e9b0d2f4a6c8e\n", rotate);
        var refused = await room.RunWithInputAsync("hunter2\n", rotate);

        Assert.Equal([$"rotated the secret of {audience}"], rotated.Lines());
        Assert.Contains("has 32 bytes or more", refused.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_an_api_that_has_none_cannot_be_rotated()
    {
        var audience = Audience();
        await CreateAsync(audience);

        Assert.Contains(
            audience,
            (await room.RunAsync("apis", "rotate-secret", audience)).Refusal(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_api_that_does_not_exist_is_named() =>
        Assert.Contains(
            "urn:nobody",
            (await room.RunAsync("apis", "rotate-secret", "urn:nobody")).Refusal(),
            StringComparison.Ordinal
        );

    private static string Audience() => $"urn:cli:{TestClients.Unique("api")}";

    private Task<Finished> CreateAsync(string audience, params string[] more) =>
        room.RunAsync(["apis", "create", audience, .. more]);
}
