using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>People over the wire: made, invited, read, changed and deleted.</summary>
[Collection<AdministrationTests>]
public sealed class UserTests(Administration admins)
{
    // What somebody stores who would like another's browser to run it.
    private const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}";

    private TestServer Server => admins.Server;

    [Fact, Spec("RFC 9110 §10.2.2"), Spec("RFC 9110 §15.3.2")]
    public async Task Somebody_is_made_read_changed_and_deleted()
    {
        var email = NewEmail();
        var made = await PostAsync(
            admins.Helpdesk,
            $$"""
            {
              "email": "{{email}}", "password": "{{TestClients.Password}}", "name": "Ann", "email_verified": true,
              "time_zone": "Europe/Warsaw", "locale": "pl", "details": { "nickname": "A", "address": { "locality": "Łódź" } }
            }
            """
        );
        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1/users/{made["id"]}", made.Response.Headers.Location?.ToString());
        Assert.Equal(("active", "True", "Ann"), (made["status"], made["has_password"], made["name"]));

        var read = await admins.GetAsync(admins.Auditor, $"/users/{made["id"]}");
        Assert.Equal((made.Body, made.ETag()), (read.Body, read.ETag()));

        var changed = await PatchAsync(
            admins.Helpdesk,
            read["id"]!,
            """{"name":null,"locale":"de","details":{"nickname":null,"address":{"country":"Poland"}}}""",
            read.ETag()
        );
        changed.ShouldSucceed();
        Assert.NotEqual(read.ETag(), changed.ETag());
        Assert.Equal(("", "de", "Europe/Warsaw"), (changed["name"], changed["locale"], changed["time_zone"]));
        ShouldBe("""{"address":{"locality":"Łódź","country":"Poland"}}""", changed.Json.GetProperty("details"));

        (await SendAsync(admins.Helpdesk, "DELETE", $"/users/{read["id"]}")).ShouldBeProblem(403, "forbidden");
        var moved = await admins.SendAsync(
            admins.Administrator,
            "DELETE",
            $"/users/{read["id"]}",
            json: null,
            ("If-Match", read.ETag())
        );
        moved.ShouldBeProblem(412, "precondition_failed");
        Assert.Equal(204, (await SendAsync(admins.Administrator, "DELETE", $"/users/{read["id"]}")).Status);
        (await admins.GetAsync(admins.Owner, $"/users/{read["id"]}")).ShouldBeProblem(404, "not_found");
        (await admins.GetAsync(admins.Owner, "/users/ann")).ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task An_invitation_is_a_letter_whose_link_makes_the_first_password()
    {
        using var visitor = new Visitor(Server);
        var email = NewEmail();
        var made = await PostAsync(
            admins.Administrator,
            $$"""{"email":"{{email}}","invite":true,"roles":["auditor"]}"""
        );
        Assert.Equal((201, "invited", "False"), (made.Status, made["status"], made["has_password"]));
        Assert.Equal(["auditor"], made.Texts("roles"));
        Assert.Equal(["invitation"], await LettersAsync(email));

        var again = await SendAsync(admins.Administrator, "POST", $"/users/{made["id"]}/invitation-letter");
        Assert.Equal(202, again.Status);
        Assert.Equal(["invitation", "invitation"], await LettersAsync(email));

        var link = $"/invitation?token={await Server.LinkTokenAsync(SingleUsePurpose.Invitation, email)}";
        await visitor.SubmitAsync(link, ("password", "seven green lanterns hum"));
        var active = await admins.GetAsync(admins.Owner, $"/users/{made["id"]}");
        Assert.Equal(("active", "True"), (active["status"], active["email_verified"]));
        (await SendAsync(admins.Owner, "POST", $"/users/{made["id"]}/invitation-letter")).ShouldBeProblem(
            409,
            "conflict"
        );
        (await SendAsync(admins.Owner, "POST", $"/users/{made["id"]}/verification-letter")).ShouldBeProblem(
            409,
            "conflict"
        );
        Assert.Equal(202, (await SendAsync(admins.Owner, "POST", $"/users/{made["id"]}/password-letter")).Status);
        Assert.Equal(["invitation", "invitation", "reset_password"], await LettersAsync(email));
    }

    [Fact]
    public async Task A_suspension_tells_why_and_ends_sessions_and_tokens_at_once()
    {
        using var visitor = new Visitor(Server);
        var (id, email) = await AddPersonAsync();
        var client = await Server.AddClientAsync(["openid", "offline_access"]);
        var tokens = await Server.SignInAsync(client, email, "openid offline_access");
        await visitor.SignInAsync(email);

        var suspended = await SendAsync(
            admins.Helpdesk,
            "PUT",
            $"/users/{id}/suspension",
            JsonSerializer.Serialize(new { message = Script })
        );
        suspended.ShouldSucceed();
        Assert.Equal(("suspended", Script), (suspended["status"], suspended["suspension_message"]));

        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
        Assert.Equal("False", (await Server.IntrospectAsync(client, tokens.Issued()))["active"]);
        var refused = await visitor.SignInAsync(email);
        Assert.Equal(403, refused.Status);
        Assert.DoesNotContain("<script>alert", refused.Body, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", refused.Body, StringComparison.Ordinal);

        Assert.Equal(204, (await SendAsync(admins.Helpdesk, "DELETE", $"/users/{id}/suspension")).Status);
        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
        Assert.Equal(204, (await admins.SendAsync(admins.Helpdesk, "DELETE", $"/users/{id}/sessions")).Status);
        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task A_password_is_held_to_the_rules_and_may_be_good_once()
    {
        using var visitor = new Visitor(Server);
        var (id, email) = await AddPersonAsync();
        await visitor.SignInAsync(email);

        var weak = await SendAsync(admins.Helpdesk, "PUT", $"/users/{id}/password", """{"password":"12345678"}""");
        Assert.Single(weak.ErrorsOf("password"));
        var set = await SendAsync(
            admins.Helpdesk,
            "PUT",
            $"/users/{id}/password",
            """{"password":"seven green lanterns hum","password_change_required":true}"""
        );
        set.ShouldSucceed();
        Assert.Equal("True", set["password_change_required"]);
        Assert.DoesNotContain("lanterns", set.Body, StringComparison.Ordinal);

        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
        var led = await visitor.SignInAsync(email, "seven green lanterns hum");
        Assert.StartsWith("/reset-password?token=dp_", led.Location, StringComparison.Ordinal);
        var factors = await admins.GetAsync(admins.Auditor, $"/users/{id}/factors");
        Assert.Equal(["password"], factors.Items("kind"));
        Assert.Equal(["password_changed"], await LettersAsync(email));
    }

    [Fact]
    public async Task Roles_are_given_and_taken_whole_and_for_the_version_that_was_seen()
    {
        var (id, _) = await AddPersonAsync();
        var seen = await admins.GetAsync(admins.Auditor, $"/users/{id}/roles");
        Assert.Empty(seen.Texts("roles"));

        var given = await SetRolesAsync(seen.ETag(), "auditor", "helpdesk");
        given.ShouldSucceed();
        Assert.Equal(["auditor", "helpdesk"], given.Texts("roles"));
        (await SetRolesAsync(seen.ETag(), "auditor")).ShouldBeProblem(412, "precondition_failed");
        Assert.Single((await SetRolesAsync("*", "nothing")).ErrorsOf("roles"));
        Assert.Equal(["helpdesk"], (await SetRolesAsync(given.ETag(), "helpdesk")).Texts("roles"));
        Assert.Equal(["helpdesk"], (await admins.GetAsync(admins.Owner, $"/users/{id}")).Texts("roles"));

        Task<TestAnswer> SetRolesAsync(string ifMatch, params string[] roles) =>
            admins.SendAsync(
                admins.Administrator,
                "PUT",
                $"/users/{id}/roles",
                JsonSerializer.Serialize(new { roles }),
                ("If-Match", ifMatch)
            );
    }

    [Fact]
    public async Task What_is_stored_stays_text_and_comes_back_as_it_went_in()
    {
        var (id, _) = await AddPersonAsync();

        var changed = await SendAsync(
            admins.Owner,
            "PATCH",
            $"/users/{id}",
            JsonSerializer.Serialize(
                new
                {
                    name = Script,
                    details = new
                    {
                        given_name = Script,
                        nickname = Script,
                        gender = Script,
                        address = new { formatted = Script, street_address = $"{Script}\n{Script}" },
                    },
                }
            )
        );

        changed.ShouldSucceed();
        Assert.Equal(Script, changed["name"]);
        Assert.Equal("application/json", changed.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", changed.Response.Headers.GetValues("X-Content-Type-Options").Single());
        var copy = await admins.GetAsync(admins.Owner, $"/users/{id}/export");
        copy.ShouldSucceed();
        Assert.Equal(Script, copy.Json.GetProperty("account").GetProperty("name").GetString());
        Assert.Equal(
            Script,
            copy.Json.GetProperty("account").GetProperty("details").GetProperty("given_name").GetString()
        );
    }

    [Fact]
    public async Task Another_address_is_unverified_unless_it_is_said_to_be_and_ends_what_named_the_old_one()
    {
        var (id, email) = await AddPersonAsync();
        var client = await Server.AddClientAsync(["openid", "offline_access"]);
        var tokens = await Server.SignInAsync(client, email, "openid offline_access");

        var moved = await SendAsync(admins.Helpdesk, "PATCH", $"/users/{id}", $$"""{"email":"new.{{email}}"}""");
        Assert.Equal(("unverified", $"new.{email}"), (moved["status"], moved["email"]));
        Assert.Equal("False", (await Server.IntrospectAsync(client, tokens.Issued()))["active"]);
        var said = await SendAsync(
            admins.Helpdesk,
            "PATCH",
            $"/users/{id}",
            $$"""{"email":"newer.{{email}}","email_verified":true}"""
        );
        Assert.Equal("active", said["status"]);
        (
            await SendAsync(admins.Owner, "PATCH", $"/users/{id}", $$"""{"email":"{{admins.Owner.Email}}"}""")
        ).ShouldBeProblem(409, "conflict");
    }

    [Fact, Spec("RFC 9110 §13.1.1")]
    public async Task A_wish_that_is_repeated_makes_one_account()
    {
        var body = $$"""{"email":"{{NewEmail()}}"}""";

        var first = await CreateAsync(body);
        var second = await CreateAsync(body);

        Assert.Equal((201, first.Body), (second.Status, second.Body));
        (await CreateAsync($$"""{"email":"{{NewEmail()}}"}""")).ShouldBeProblem(422, "idempotency_mismatch");
        (await PostAsync(admins.Owner, body)).ShouldBeProblem(409, "conflict");

        Task<TestAnswer> CreateAsync(string json) =>
            admins.SendAsync(admins.Owner, "POST", "/users", json, ("Idempotency-Key", "the-same-wish"));
    }

    private static string NewEmail() => $"{TestClients.Unique("made")}@example.com";

    private async Task<(string Id, string Email)> AddPersonAsync()
    {
        var email = await Server.AddUserAsync();
        return ((await Server.FindAccountAsync(email)).Id.ToString(), email);
    }

    private Task<TestAnswer> PostAsync(Admin admin, string json) => admins.SendAsync(admin, "POST", "/users", json);

    private Task<TestAnswer> SendAsync(Admin admin, string method, string path, string? json = null) =>
        admins.SendAsync(admin, method, path, json, ("If-Match", "*"));

    private Task<TestAnswer> PatchAsync(Admin admin, string id, string json, string ifMatch) =>
        admins.SendAsync(admin, "PATCH", $"/users/{id}", json, ("If-Match", ifMatch));

    private async Task<string[]> LettersAsync(string email) => await admins.LettersAsync(email);

    private static void ShouldBe(string json, JsonElement element) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(element.GetRawText())),
            element.ToString()
        );
}
