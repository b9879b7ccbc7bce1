using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Tests;

namespace Identity.EndToEnd.Admin;

/// <summary>Calls of the management API, as somebody with a role makes them who has the page open beside the test.</summary>
internal sealed class Desk(AdminSite site, string email)
{
    private string? _token;

    /// <summary>Reads.</summary>
    public Task<TestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, json: null);

    /// <summary>Changes whatever it is by now, and asserts that it was done.</summary>
    public async Task<TestAnswer> DoAsync(HttpMethod method, string path, string? json = null)
    {
        var answer = await SendAsync(method, path, json);
        Assert.True(answer.Response.IsSuccessStatusCode, $"{method} {path}: {answer.Status} {answer.Body}");
        return answer;
    }

    /// <summary>Somebody with an account and the password of all tests.</summary>
    public async Task<(string Id, string Email)> AddPersonAsync(string name = "Test Person", params string[] roles)
    {
        var address = $"{TestClients.Unique("person")}@example.com";
        var asked = new JsonObject
        {
            ["email"] = address,
            ["name"] = name,
            ["password"] = TestClients.Password,
            ["email_verified"] = true,
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        };
        return ((await DoAsync(HttpMethod.Post, "/users", asked.ToJsonString()))["id"]!, address);
    }

    private async Task<TestAnswer> SendAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, $"{site.Issuer}/api/v1{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ??= await TokenAsync());
        if (method != HttpMethod.Get)
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    private async Task<string> TokenAsync()
    {
        var answer = await Http.PostAsync(
            $"{site.Issuer}/connect/token",
            site.DeskClient,
            ("grant_type", "password"),
            ("username", email),
            ("password", TestClients.Password),
            ("scope", "identity.admin")
        );
        Assert.True(answer.Status == 200, answer.Body);
        return answer["access_token"]!;
    }
}
