using System.Text.RegularExpressions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>What a stranger wrote, repeated by us in an error: as markup to a person, or as our own words to an app.</summary>
public sealed partial class ReflectedText(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Free = "Please-call-0900-evil";

    [Theory, Spec("RFC 6749 §4.1.2.1"), Spec("RFC 6749 §10.14")]
    [InlineData("response_type")]
    [InlineData("response_mode")]
    [InlineData("scope")]
    [InlineData("prompt")]
    [InlineData("max_age")]
    [InlineData("resource")]
    [InlineData("registration")]
    [InlineData("code_challenge")]
    [InlineData("code_challenge_method")]
    public async Task An_error_never_repeats_what_was_sent(string parameter)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var answer = await ready.AnswerAsync((parameter, Free));

        Assert.NotNull(answer["error"]);
        Assert.DoesNotContain(Free, answer.Address, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_error_that_an_app_could_plant_is_not_shown()
    {
        using var visitor = new Visitor(host.Server);
        var query = $"?error={Free}&error_description={Free}&error_hint={Free}&message={Free}";

        foreach (var path in (string[])["/connect/authorize", "/request-error", "/start-again", "/signin", "/error"])
        {
            var visit = await visitor.GetAsync(path + query);

            // The links to other languages lead to the same address, and say nothing of it.
            Assert.DoesNotContain($">{Free}", visit.Body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Free, Attribute().Replace(visit.Body, ""), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    public async Task What_is_shown_to_a_developer_is_text_and_no_link(string parameter)
    {
        const string Payload =
            "https://evil.example/\"><a href=\"https://evil.example\">x</a><script>alert(1)</script>";
        using var ready = await ReadyApp.SetAsync(host.Server);

        var visit = await ready.AskAsync((parameter, Payload));

        visit.ShouldStayHere();
        Assert.DoesNotContain("<a href=\"https://evil", visit.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", visit.Body, StringComparison.Ordinal);
    }

    [GeneratedRegex("(href|action)=\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();
}
