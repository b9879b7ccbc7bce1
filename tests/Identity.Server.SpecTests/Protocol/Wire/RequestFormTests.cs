using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Wire;

/// <summary>What every endpoint that takes a form holds it to.</summary>
public sealed class RequestFormTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Form = "application/x-www-form-urlencoded";
    private const int LongestBody = 32 * 1024;

    public static TheoryData<string> Endpoints => ["/connect/token", "/connect/introspect", "/connect/revoke"];

    [Theory, Spec("RFC 6749 §3.2"), Spec("RFC 7662 §2.1"), Spec("RFC 7009 §2.1")]
    [MemberData(nameof(Endpoints))]
    public async Task What_is_no_form_is_refused(string path)
    {
        var authorization = await ClientAsync();
        foreach (
            var type in new[]
            {
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded-not",
                "nonsense",
                "",
                null,
            }
        )
        {
            var answer = await host.Server.PostRawAsync(path, authorization, Body("token=x"), type);

            answer.ShouldRefuse("invalid_request");
        }
    }

    [Theory, Spec("RFC 9110 §8.3.1")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", 200)]
    [InlineData("application/x-www-form-urlencoded;charset=\"UTF-8\"", 200)]
    [InlineData("APPLICATION/X-WWW-FORM-URLENCODED", 200)]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1", 400)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", 400)]
    public async Task The_only_charset_is_utf_8(string type, int status)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            Basic(scene),
            Body("grant_type=client_credentials"),
            type
        );

        Assert.Equal(status, answer.Status);
    }

    [Theory, Spec("RFC 9110 §15.5.16"), Spec("RFC 9110 §8.4")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("nonsense")]
    public async Task An_encoded_body_is_not_decoded(string encoding)
    {
        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            await ClientAsync(),
            Body("grant_type=client_credentials"),
            spoil: request => request.Content!.Headers.ContentEncoding.Add(encoding)
        );

        answer.ShouldRefuse("invalid_request", 415);
    }

    [Theory, Spec("RFC 9110 §15.5.14"), Spec("RFC 7009 §5")]
    [MemberData(nameof(Endpoints))]
    public async Task A_body_over_the_limit_is_refused_and_one_at_the_limit_is_read(string path)
    {
        var authorization = await ClientAsync();
        var longest = Body("grant_type=client_credentials&token=x&pad=".PadRight(LongestBody, 'x'));

        var read = await host.Server.PostRawAsync(path, authorization, longest);
        var refused = await host.Server.PostRawAsync(path, authorization, [.. longest, (byte)'x']);

        read.ShouldSucceed();
        refused.ShouldRefuse("invalid_request", 413);
    }

    [Theory, Spec("RFC 9110 §15.5.14"), Spec("RFC 9112 §7.1")]
    [InlineData(LongestBody + 1)]
    [InlineData(3 * LongestBody)]
    public async Task A_body_that_does_not_say_how_long_it_is_has_the_same_limit(int length)
    {
        var authorization = await ClientAsync();

        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            authorization,
            Body("grant_type=client_credentials&pad=".PadRight(length, 'x')),
            spoil: request =>
            {
                request.Headers.TransferEncodingChunked = true;
                request.Content!.Headers.ContentLength = null;
            }
        );

        answer.ShouldRefuse("invalid_request", 413);
    }

    [Theory, Spec("RFC 6749 §3.2"), Spec("RFC 3629 §3")]
    [InlineData("scope=%ff")] // no UTF-8
    [InlineData("scope=%c0%80")] // an overlong NUL
    [InlineData("scope=%ed%a0%80")] // a surrogate
    [InlineData("scope=%00")]
    [InlineData("scope=a%00b")]
    [InlineData("sc%00ope=a")]
    [InlineData("%ff=a")]
    [InlineData("scope=%")]
    [InlineData("scope=%4")]
    [InlineData("scope=%zz")]
    [InlineData("scope=%+1")]
    public async Task What_is_not_form_encoded_utf_8_without_nul_is_refused(string damaged)
    {
        var authorization = await ClientAsync();
        foreach (var path in new[] { "/connect/token", "/connect/introspect", "/connect/revoke" })
        {
            var answer = await host.Server.PostRawAsync(
                path,
                authorization,
                Body($"grant_type=client_credentials&token=x&{damaged}")
            );

            answer.ShouldRefuse("invalid_request");
        }
    }

    [Fact, Spec("RFC 6749 §3.2")]
    public async Task Bytes_that_are_not_utf_8_are_refused_unencoded_as_well()
    {
        var authorization = await ClientAsync();
        byte[] body = [.. Body("grant_type=client_credentials&scope="), 0xC3, 0x28];

        (await host.Server.PostRawAsync("/connect/token", authorization, body)).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 6749 §3.2"), Spec("RFC 7009 §5")]
    public async Task A_crowd_of_parameters_is_refused()
    {
        var body = string.Join('&', Enumerable.Range(0, 70).Select(i => $"p{i}=x"));

        (await host.Server.PostRawAsync("/connect/token", await ClientAsync(), Body(body))).ShouldRefuse(
            "invalid_request"
        );
    }

    [Theory, Spec("RFC 6749 §3.2")]
    [InlineData("&&grant_type=client_credentials&&")]
    [InlineData("grant_type=client_credentials&lonely")]
    [InlineData("grant%5ftype=client%5Fcredentials")]
    [InlineData("grant_type=client_credentials&__proto__=x&constructor=y")]
    public async Task An_odd_form_that_is_still_a_form_is_read(string body)
    {
        var answer = await host.Server.PostRawAsync("/connect/token", await ClientAsync(), Body(body));

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §3.2"), Spec("RFC 6749 §2.3.1")]
    public async Task Parameters_in_the_url_are_not_read()
    {
        var answer = await host.Server.PostRawAsync(
            "/connect/token?grant_type=client_credentials",
            await ClientAsync(),
            []
        );

        answer.ShouldRefuse("invalid_request");
    }

    [Theory, Spec("RFC 9110 §15.5.6")]
    [InlineData("/connect/introspect", "POST")]
    [InlineData("/connect/revoke", "OPTIONS, POST")]
    [InlineData("/connect/userinfo", "GET, OPTIONS, POST")]
    [InlineData("/.well-known/jwks.json", "GET, HEAD")]
    [InlineData("/.well-known/openid-configuration", "GET, HEAD")]
    public async Task Another_method_is_refused_with_those_that_are_allowed(string path, string allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path);

        var answer = await host.Server.SendAsync(request);

        answer.ShouldRefuse("invalid_request", 405);
        Assert.Equal(allowed, string.Join(", ", answer.Response.Content.Headers.Allow.Order()));
    }

    [Theory, Spec("RFC 9110 §15.5.5")]
    [InlineData("/connect/token/")]
    [InlineData("/connect/../connect/tokens")]
    [InlineData("/.well-known/")]
    public async Task Where_nothing_is_the_answer_has_the_same_shape(string path)
    {
        var answer = await host.Server.GetAsync(path);

        Assert.True(answer.Status is 404 or 405, $"{answer.Status}");
        answer.ShouldRefuse("invalid_request", answer.Status);
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);

    private static string Basic(Scene scene) => $"{TestClients.Basic(scene.Client.Id, scene.Client.Secret!)}";

    private async Task<string> ClientAsync() => Basic(await Scene.SetAsync(host.Server));
}
