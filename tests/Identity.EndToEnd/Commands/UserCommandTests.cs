using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

public sealed class UserCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    private const string Password = "a password nobody prints";

    [Fact]
    public async Task A_password_is_read_from_standard_input_and_not_printed()
    {
        var email = Email();

        var made = await CreateAsync(email);

        Assert.StartsWith($"created {email} (", Assert.Single(made.Lines()), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, (await room.RunAsync("users", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_finds_by_a_part_of_the_address()
    {
        var email = Email();
        await CreateAsync(email, "--name", "Ada", "--time-zone", "Europe/London");
        await CreateAsync(Email());

        var found = (await room.RunAsync("users", "list", "--search", email)).Lines();

        Assert.Equal(2, found.Length);
        Assert.Contains(email, found[1], StringComparison.Ordinal);
        Assert.Contains("Ada", found[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_accounts_of_one_address_are_refused()
    {
        var email = Email();
        await CreateAsync(email);

        Assert.Contains(
            email,
            (await CreateAsync(email.ToUpperInvariant())).Refusal(),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("@example.com")]
    public async Task An_address_that_is_none_is_refused(string email) =>
        Assert.Contains("is not an e-mail address", (await CreateAsync(email)).Refusal(), StringComparison.Ordinal);

    [Fact]
    public async Task A_password_that_bcrypt_would_cut_is_refused_and_not_printed()
    {
        var tooLong = new string('x', 73);

        var refused = await room.RunWithInputAsync(tooLong + "\n", "users", "create", Email());

        Assert.Contains("72", refused.Refusal(), StringComparison.Ordinal);
        Assert.DoesNotContain(tooLong, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_zone_that_does_not_exist_is_refused() =>
        Assert.Contains(
            "Mars/Olympus",
            (await CreateAsync(Email(), "--time-zone", "Mars/Olympus")).Refusal(),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_suspension_shows_in_the_list_until_it_is_lifted()
    {
        var email = Email();
        await CreateAsync(email);
        var before = await ShownAsync(email);

        Assert.StartsWith(
            $"suspended {email} (",
            Assert.Single((await room.RunAsync("users", "suspend", email, "--message", "Ask us.")).Lines()),
            StringComparison.Ordinal
        );
        Assert.NotEqual(before, await ShownAsync(email));
        Assert.StartsWith(
            $"restored {email} (",
            Assert.Single((await room.RunAsync("users", "restore", email)).Lines()),
            StringComparison.Ordinal
        );
        Assert.Equal(before, await ShownAsync(email));
    }

    [Fact]
    public async Task A_new_password_is_not_printed()
    {
        var email = Email();
        await CreateAsync(email);

        var changed = await room.RunWithInputAsync("another one nobody prints\n", "users", "set-password", email);

        Assert.StartsWith(
            $"changed the password of {email} (",
            Assert.Single(changed.Lines()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task No_password_on_standard_input_is_an_error()
    {
        var email = Email();
        await CreateAsync(email);

        Assert.Equal(
            "There is no password on standard input.",
            (await room.RunAsync("users", "set-password", email)).Refusal()
        );
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("restore")]
    [InlineData("set-password")]
    public async Task An_account_that_does_not_exist_is_named(string verb) =>
        Assert.Equal(
            "There is no account 'nobody@example.com'.",
            (await room.RunWithInputAsync(Password + "\n", "users", verb, "nobody@example.com")).Refusal()
        );

    [Fact]
    public async Task Details_are_read_from_a_file_and_checked()
    {
        var email = Email();
        await CreateAsync(email);
        using var folder = new WorkFolder();
        var file = Path.Join(folder.Path, "details.json");

        var done = await SetAsync("""{"given_name":"Ada","phone_number":"+442079460000"}""");
        var unknown = await SetAsync("""{"givenName":"Ada"}""");
        var wrong = await SetAsync("""{"birthdate":"tomorrow","website":"javascript:x"}""");
        var nobody = await room.RunAsync("users", "set-details", Email(), "--json", file);
        File.Delete(file);
        var gone = await room.RunAsync("users", "set-details", email, "--json", file);

        Assert.StartsWith($"changed the details of {email} (", Assert.Single(done.Lines()), StringComparison.Ordinal);
        Assert.Contains("$.givenName", unknown.Refusal(), StringComparison.Ordinal);
        Assert.Contains("website is not an http or https URL.", wrong.Refusal(), StringComparison.Ordinal);
        Assert.Contains("birthdate is not YYYY-MM-DD", wrong.Refusal(), StringComparison.Ordinal);
        Assert.Contains("There is no file", gone.Refusal(), StringComparison.Ordinal);
        Assert.NotEmpty(nobody.Refusal());

        async Task<Finished> SetAsync(string json)
        {
            await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
            return await room.RunAsync("users", "set-details", email, "--json", file);
        }
    }

    [Fact]
    public async Task A_fresh_link_for_the_first_owner_is_printed_and_no_invitation_reads_a_password()
    {
        var first = Assert.Single((await room.RunAsync("users", "set-up-link")).Lines());
        var second = Assert.Single((await room.RunAsync("users", "set-up-link")).Lines());

        Assert.StartsWith("https://id.example.com/setup?token=su_", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        var email = Email();
        Assert.StartsWith(
            $"invited {email} (",
            Assert.Single((await room.RunAsync("users", "create", email, "--invite")).Lines()),
            StringComparison.Ordinal
        );
    }

    private static string Email() => $"{TestClients.Unique("cli")}@example.com";

    private Task<Finished> CreateAsync(string email, params string[] more) =>
        room.RunWithInputAsync(Password + "\n", ["users", "create", email, .. more]);

    private async Task<string> ShownAsync(string email) =>
        Assert.Single(
            (await room.RunAsync("users", "list")).Lines(),
            line => line.Contains(email, StringComparison.Ordinal)
        );
}
