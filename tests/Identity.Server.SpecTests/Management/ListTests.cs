using Identity.Server.SpecTests.Fixtures;

namespace Identity.Server.SpecTests.Management;

/// <summary>Lists: pages that miss nothing, orders, filters, and cursors that are good for one list alone.</summary>
[Collection<AdministrationTests>]
public sealed class ListTests(Administration admins)
{
    [Theory]
    [InlineData("/users?limit=2", "id")]
    [InlineData("/users?limit=2&sort=-created_at", "id")]
    [InlineData("/users?limit=3&sort=email", "id")]
    [InlineData("/users?limit=3&sort=-email", "id")]
    [InlineData("/users?limit=2&sort=name", "id")]
    [InlineData("/users?limit=2&sort=-last_sign_in_at", "id")]
    [InlineData("/users?limit=2&sort=last_sign_in_at&status=active", "id")]
    [InlineData("/clients?limit=2", "client_id")]
    [InlineData("/clients?limit=3&sort=-name", "client_id")]
    [InlineData("/clients?limit=2&sort=-created_at", "client_id")]
    [InlineData("/scopes?limit=3", "name")]
    [InlineData("/client-presets?limit=4", "name")]
    [InlineData("/roles?limit=2", "name")]
    [InlineData("/roles?limit=1&sort=-name", "name")]
    [InlineData("/permissions?limit=7", "name")]
    [InlineData("/roles/owner/members?limit=1", "id")]
    public async Task Page_by_page_everything_is_seen_once(string path, string key)
    {
        await admins.AddAsync("owner");
        var whole = await admins.GetAsync(admins.Owner, Replace(path, "limit", "200"));
        var all = whole.Items(key);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admins.GetAsync(admins.Owner, cursor is null ? path : $"{path}&cursor={cursor}");
            page.ShouldSucceed();
            seen.AddRange(page.Items(key));
            Assert.Equal(all.Length, page.Json.GetProperty("total").GetInt32());
            Assert.False(page.Json.GetProperty("total_is_capped").GetBoolean());
            cursor = page["next"];
        } while (cursor is { Length: > 0 } && seen.Count <= all.Length);

        Assert.True(all.Length > 1, $"{all.Length}");
        Assert.Equal(all, seen);
        Assert.Equal(all.Length, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task People_are_found_by_address_name_id_and_number()
    {
        var person = await admins.GetAsync(admins.Owner, $"/users/{admins.Helpdesk.Id}");
        person.ShouldSucceed();

        foreach (var search in (string[])[admins.Helpdesk.Email!, person["id"]!])
        {
            var found = await admins.GetAsync(admins.Auditor, $"/users?search={Uri.EscapeDataString(search)}");
            Assert.Equal([admins.Helpdesk.Id], found.Items("id"));
        }
        // A number may be a part of somebody else's address as well.
        var byNumber = await admins.GetAsync(admins.Auditor, $"/users?search={person["number"]}&limit=200");
        Assert.Contains(admins.Helpdesk.Id, byNumber.Items("id"));
        var byName = await admins.GetAsync(admins.Auditor, "/users?search=TEST%20PERS&limit=200");
        Assert.Contains(admins.Helpdesk.Id, byName.Items("id"));
        var byRole = await admins.GetAsync(admins.Auditor, "/users?role=helpdesk");
        Assert.Contains(admins.Helpdesk.Id, byRole.Items("id"));
        Assert.DoesNotContain(admins.Auditor.Id, byRole.Items("id"));
        Assert.Empty((await admins.GetAsync(admins.Auditor, "/users?search=%25")).Items("id"));
    }

    [Fact]
    public async Task A_cursor_is_of_one_list_in_one_order_with_its_filters()
    {
        var cursor = (await admins.GetAsync(admins.Owner, "/users?limit=1&sort=email&status=active"))["next"]!;
        var spoiled = $"{(cursor[0] == 'A' ? 'B' : 'A')}{cursor[1..]}";

        (await admins.GetAsync(admins.Owner, $"/users?sort=email&status=active&cursor={cursor}")).ShouldSucceed();
        foreach (
            var other in (string[])
                [
                    $"/users?sort=-email&status=active&cursor={cursor}",
                    $"/users?sort=email&cursor={cursor}",
                    $"/users?sort=email&status=unverified&cursor={cursor}",
                    $"/roles?cursor={cursor}",
                    $"/users?sort=email&status=active&cursor={spoiled}",
                    $"/users?sort=email&status=active&cursor={cursor}AAAA",
                    "/users?sort=email&status=active&cursor=%00",
                ]
        )
        {
            Assert.Single((await admins.GetAsync(admins.Owner, other)).ErrorsOf("cursor"));
        }
    }

    [Fact]
    public async Task A_cursor_shows_nothing_of_what_is_in_it()
    {
        var cursor = (await admins.GetAsync(admins.Owner, "/users?limit=1&sort=email"))["next"]!;
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(cursor);

        Assert.DoesNotContain("example.com", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users?limit=0", "limit")]
    [InlineData("/users?limit=201", "limit")]
    [InlineData("/users?limit=x", "limit")]
    [InlineData("/users?sort=password_hash", "sort")]
    [InlineData("/users?sort=--email", "sort")]
    [InlineData("/users?status=asleep", "status")]
    [InlineData("/users?serach=x", "serach")]
    [InlineData("/users?status=active&status=invited", "status")]
    public async Task A_parameter_that_is_wrong_is_named(string path, string parameter) =>
        Assert.Single((await admins.GetAsync(admins.Owner, path)).ErrorsOf(parameter));

    private static string Replace(string path, string parameter, string value) =>
        string.Join('&', path.Split('&').Select(part => Replaced(part, parameter, value)));

    private static string Replaced(string part, string parameter, string value)
    {
        var at = part.IndexOf($"{parameter}=", StringComparison.Ordinal);
        return at < 0 ? part : $"{part[..at]}{parameter}={value}";
    }
}
