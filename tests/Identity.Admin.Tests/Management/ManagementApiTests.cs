using System.Net;
using System.Text.Json.Nodes;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Identity.Admin.Shell;

namespace Identity.Admin.Tests.Management;

public sealed class ManagementApiTests
{
    private const string Ada = """
        {"id":"0190a1b2-c3d4-7e5f-8000-000000000001","number":7,"email":"ada@example.com","email_verified":true,
         "name":"Ada","status":"active","created_at":"2026-01-02T03:04:05Z","roles":["owner"],"a_member_of_tomorrow":[1]}
        """;

    private static readonly Guid Id = Guid.Parse("0190a1b2-c3d4-7e5f-8000-000000000001");

    [Fact]
    public async Task A_list_is_asked_for_as_it_is_filtered_sorted_and_paged()
    {
        var stub = new StubApi().Answers(
            HttpStatusCode.OK,
            $$"""{"items":[{{Ada}}],"next":"c2","total":10000,"total_is_capped":true}"""
        );
        var query = new ListQuery(
            new Dictionary<string, string> { ["search"] = "a&b c", ["status"] = "" },
            "-created_at",
            "c/1",
            200
        );

        var answer = await new Users(stub.Api).ListAsync(query, TestContext.Current.CancellationToken);

        Assert.False(answer.Failed(out var page));
        Assert.Equal(("c2", 10000L, true), (page!.Next, page.Total, page.TotalIsCapped));
        Assert.Equal("Ada", Assert.Single(page.Items).Name);
        Assert.Equal(
            "/api/v1/users?search=a%26b%20c&sort=-created_at&cursor=c%2F1&limit=200",
            stub.Asked.Single().Request.RequestUri!.PathAndQuery
        );
    }

    [Fact]
    public async Task What_is_changed_is_sent_with_the_tag_that_was_read()
    {
        var stub = new StubApi()
            .Answers(HttpStatusCode.OK, Ada, ("ETag", "\"v1\""))
            .Answers(HttpStatusCode.OK, Ada, ("ETag", "\"v2\""));
        var users = new Users(stub.Api);

        Assert.False((await users.FindAsync(Id, TestContext.Current.CancellationToken)).Failed(out var ada));
        Assert.Equal(1, ada!.Body["a_member_of_tomorrow"]![0]!.GetValue<int>());
        Assert.False(
            (await users.UpdateAsync(Id, new JsonObject { ["name"] = null }, ada.ETag)).Failed(out var changed)
        );

        Assert.Equal("\"v2\"", changed!.ETag);
        var (request, body) = stub.Asked[1];
        Assert.Equal("\"v1\"", request.Headers.IfMatch.Single().ToString());
        Assert.Equal("application/merge-patch+json", request.Content!.Headers.ContentType!.MediaType);
        Assert.Equal("""{"name":null}""", body);
    }

    [Fact]
    public async Task Who_tries_the_same_again_because_no_answer_came_creates_no_second_one()
    {
        var stub = new StubApi().IsAway().Answers(HttpStatusCode.Created, Ada).Answers(HttpStatusCode.Created, Ada);
        var users = new Users(stub.Api);

        Assert.Equal(ProblemKind.Away, (await users.CreateAsync(new NewUser("ada@example.com"))).Problem!.Kind);
        Assert.Null((await users.CreateAsync(new NewUser("ada@example.com"))).Problem);
        Assert.Null((await users.CreateAsync(new NewUser("ada@example.com"))).Problem);

        var keys = stub.Asked.Select(asked => asked.Request.Headers.GetValues("Idempotency-Key").Single()).ToArray();
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[1], keys[2]);
        Assert.Equal("""{"email":"ada@example.com"}""", stub.Asked[0].Body);
    }

    [Theory]
    [InlineData(403, ProblemKind.Forbidden)]
    [InlineData(404, ProblemKind.NotFound)]
    [InlineData(409, ProblemKind.Conflict)]
    [InlineData(412, ProblemKind.Moved)]
    [InlineData(422, ProblemKind.Invalid)]
    [InlineData(503, ProblemKind.Away)]
    [InlineData(500, ProblemKind.Failed)]
    public async Task A_refusal_is_a_value_with_the_servers_own_words(int status, ProblemKind kind)
    {
        var stub = new StubApi().Answers(
            (HttpStatusCode)status,
            """{"title":"t","detail":"It is so.","correlation_id":"abc","errors":{"email":["It is taken."]}}"""
        );

        var problem = (await new Users(stub.Api).CreateAsync(new NewUser("x"))).Problem!;

        Assert.Equal((kind, "It is so.", "abc"), (problem.Kind, problem.Sentence, problem.CorrelationId));
        Assert.Equal(["It is taken."], problem.Errors["email"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>", ProblemKind.Away)]
    [InlineData(HttpStatusCode.InternalServerError, "", ProblemKind.Failed)]
    [InlineData(HttpStatusCode.OK, "<html>", ProblemKind.Failed)]
    [InlineData(HttpStatusCode.OK, "null", ProblemKind.Failed)]
    public async Task An_answer_that_is_none_of_the_servers_is_a_problem_too(
        HttpStatusCode status,
        string body,
        ProblemKind kind
    ) =>
        Assert.Equal(
            kind,
            (await new StubApi().Answers(status, body).Api.GetAsync<Me>("me", TestContext.Current.CancellationToken))
                .Problem!
                .Kind
        );

    [Fact]
    public async Task A_refused_token_ends_what_is_on_the_screen_whatever_asked()
    {
        const string Me = """
            {"kind":"user","id":"1","name":"Ada","roles":["owner"],"permissions":["users.read"],"environment":"Development",
             "issuer":"http://localhost:5000","version":"0.1.0"}
            """;
        var stub = new StubApi()
            .Answers(HttpStatusCode.OK, Me)
            .IsAway()
            .Answers(HttpStatusCode.OK, Me.Replace("users.read", "roles.read", StringComparison.Ordinal))
            .Answers(HttpStatusCode.Unauthorized);
        using var presence = new Presence(stub.Api);
        var changes = 0;
        presence.PermissionsChanged += () => changes++;

        await presence.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(presence.Me!.May("users.read"));
        await presence.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal((true, ProblemKind.Away), (presence.Me is not null, presence.Trouble!.Kind));
        await presence.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal((false, null, 1), (presence.Me!.May("users.read"), presence.Trouble, changes));

        await new Users(stub.Api).FindAsync(Id, TestContext.Current.CancellationToken);

        Assert.True(presence.IsOver);
        Assert.Null(presence.Me);
    }
}
