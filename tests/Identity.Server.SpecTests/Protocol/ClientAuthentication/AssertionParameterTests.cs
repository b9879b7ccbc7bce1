using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientAuthentication;

/// <summary>Every mixture of the parameters that clients authenticate with.</summary>
[Spec("RFC 6749 §2.3"), Spec("RFC 7521 §4.2")]
public sealed class AssertionParameterTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory]
    [InlineData("type assertion", 200, null)]
    [InlineData("type assertion id", 200, null)]
    [InlineData("type assertion other-id", 400, "invalid_request")]
    [InlineData("assertion", 400, "invalid_request")]
    [InlineData("assertion id", 400, "invalid_request")]
    [InlineData("type", 400, "invalid_request")]
    [InlineData("type id", 400, "invalid_request")]
    [InlineData("other-type assertion", 401, "invalid_client")]
    [InlineData("type assertion secret", 400, "invalid_request")]
    [InlineData("type assertion secret id", 400, "invalid_request")]
    [InlineData("assertion secret id", 400, "invalid_request")]
    [InlineData("type secret id", 400, "invalid_request")]
    [InlineData("type assertion basic", 400, "invalid_request")]
    [InlineData("assertion basic", 400, "invalid_request")]
    [InlineData("type basic", 400, "invalid_request")]
    [InlineData("type assertion basic id", 400, "invalid_request")]
    [InlineData("type assertion bearer", 401, "invalid_client")]
    [InlineData("id", 401, "invalid_client")]
    [InlineData("", 401, "invalid_client")]
    [InlineData("type type assertion", 400, "invalid_request")]
    [InlineData("type assertion assertion", 400, "invalid_request")]
    public async Task One_method_whole_and_alone(string parts, int status, string? code)
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var form = signer.Scene.ClientForm.Concat(
            parts
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(part =>
                    part switch
                    {
                        "type" => ("client_assertion_type", Signer.Type),
                        "other-type" => (
                            "client_assertion_type",
                            "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
                        ),
                        "assertion" => ("client_assertion", signer.Assertion()),
                        "secret" => ("client_secret", "secret"),
                        "id" => ("client_id", signer.Id),
                        "other-id" => ("client_id", "another"),
                        _ => ("", ""),
                    }
                )
                .Where(pair => pair.Item1.Length > 0)
        );
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));

        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            parts.Contains("basic", StringComparison.Ordinal) ? $"{TestClients.Basic(signer.Id, "secret")}"
                : parts.Contains("bearer", StringComparison.Ordinal) ? "Bearer token"
                : null,
            await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );

        if (code is null)
            answer.ShouldSucceed();
        else
            answer.ShouldRefuse(code, status);
    }
}
