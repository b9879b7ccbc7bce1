using System.Text.Json;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>What tests expect of an answer, said once.</summary>
internal static class Answers
{
    /// <summary>A member of an answer that must be a success.</summary>
    public static string Issued(this TestAnswer answer, string member = "access_token")
    {
        answer.ShouldSucceed();
        return answer[member] ?? throw new Xunit.Sdk.XunitException($"No {member}: {answer.Body}");
    }

    public static void ShouldSucceed(this TestAnswer answer) =>
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");

    /// <summary>A refusal in the shape of RFC 6749 §5.2, which nobody may keep.</summary>
    public static void ShouldRefuse(this TestAnswer answer, string code, int status = 400)
    {
        Assert.True(answer.Status == status && answer.Body.Length > 0, $"{answer.Status} {answer.Body}");
        Assert.Equal(code, answer["error"]);
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Response.Headers.CacheControl?.NoStore);
        // RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E
        Assert.All(
            answer["error_description"]!,
            c => Assert.True(c is ' ' or '!' or (>= '#' and <= '[') or (>= ']' and <= '~'), $"U+{(int)c:X4}")
        );
        var members = answer.Json.EnumerateObject().Select(member => member.Name);
        Assert.Equal(["error", "error_description"], members);
    }

    public static void ShouldBeActive(this TestAnswer answer)
    {
        answer.ShouldSucceed();
        Assert.True(answer.Json.GetProperty("active").GetBoolean(), answer.Body);
    }

    /// <summary>RFC 7662 §2.2: nothing but that it is not active.</summary>
    public static void ShouldBeInactive(this TestAnswer answer)
    {
        answer.ShouldSucceed();
        Assert.Equal("""{"active":false}""", answer.Body);
    }

    public static string[] Members(this JsonElement json) =>
        [.. json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];

    public static (string Name, string Value)[] With(
        this (string Name, string Value)[] form,
        string name,
        string value
    ) => [.. form.Without(name), (name, value)];

    public static (string Name, string Value)[] Without(this (string Name, string Value)[] form, string name) =>
        [.. form.Where(pair => pair.Name != name)];
}
