using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Whatever goes wrong below the API is told in one shape.</summary>
[Spec("RFC 9457 §3")]
[Collection<AdministrationTests>]
public sealed class ProblemTests(Administration admins)
{
    [Theory]
    [InlineData("GET", "/nothing", 404, "not_found")]
    [InlineData("GET", "/roles/nothing", 404, "not_found")]
    [InlineData("GET", "/users/not-a-uuid", 404, "not_found")]
    [InlineData("GET", "/roles/%2e%2e", 404, "not_found")]
    [InlineData("GET", "/roles/a%2Fb", 404, "not_found")]
    [InlineData("PUT", "/me", 405, "method_not_allowed")]
    [InlineData("DELETE", "/roles/x", 428, "precondition_required")]
    public async Task It_says_what_is_wrong(string method, string path, int status, string code) =>
        (await admins.SendAsync(admins.Owner, method, path)).ShouldBeProblem(status, code);

    [Fact, Spec("RFC 9110 §15.5.6")]
    public async Task Another_method_is_told_which_there_are()
    {
        var answer = await admins.SendAsync(admins.Owner, "DELETE", "/roles");

        answer.ShouldBeProblem(405, "method_not_allowed");
        Assert.Equal(["GET", "POST"], answer.Response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("text/plain", "{}", 415, "unsupported_media_type")]
    [InlineData("application/merge-patch+json", "{}", 415, "unsupported_media_type")]
    [InlineData("application/json", "{", 400, "malformed")]
    [InlineData("application/json", "[]", 400, "malformed")]
    [InlineData("application/json", """{"name":"a","name":"b"}""", 400, "malformed")]
    [InlineData("application/json", "{}", 422, "invalid")]
    public async Task A_body_that_cannot_be_read_is_refused(string type, string body, int status, string code) =>
        (await PostAsync("/roles", type, Encoding.UTF8.GetBytes(body))).ShouldBeProblem(status, code);

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public async Task A_body_that_is_too_large_is_refused(int kibibytes) =>
        (await PostAsync("/roles", "application/json", new byte[kibibytes * 1024])).ShouldBeProblem(413, "too_large");

    [Fact, Spec("RFC 7396 §4")]
    public async Task A_merge_patch_may_be_called_by_its_name()
    {
        var name = await admins.AddRoleAsync("users.read");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Administration.Root}/roles/{name}")
        {
            Content = new StringContent("""{"description":null}""", Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.Authorization = new("Bearer", admins.Owner.Token);
        request.Headers.TryAddWithoutValidation("If-Match", "*");

        (await admins.Server.SendAsync(request)).ShouldSucceed();
    }

    [Fact]
    public async Task A_browser_is_shown_the_same()
    {
        var headers = new[] { ("Accept", "text/html"), ("Authorization", $"Bearer {admins.Owner.Token}") };

        var answer = await admins.Server.SendAsync("GET", $"{Administration.Root}/nothing", headers);

        answer.ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_read_it()
    {
        var answer = await admins.SendAsync(
            admins.Owner,
            "GET",
            "/me",
            json: null,
            ("Origin", "https://elsewhere.example.com")
        );

        answer.ShouldSucceed();
        Assert.False(answer.Response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<TestAnswer> PostAsync(string path, string type, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Administration.Root + path)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        // What is not read of a body that is too large ends the connection.
        request.Headers.ConnectionClose = true;
        request.Headers.Authorization = new("Bearer", admins.Owner.Token);
        return await admins.Server.SendAsync(request);
    }
}
