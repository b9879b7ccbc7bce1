using System.Text;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Protocol.ClientAuthentication;

[Spec("RFC 6749 §2.3.1")]
public sealed class PresentedCredentialsTests
{
    [Theory]
    [InlineData("web:secret", "web", "secret")]
    [InlineData("web:", "web", "")]
    [InlineData(":secret", "", "secret")]
    [InlineData("web:a:b", "web", "a:b")]
    [InlineData("a%3Ab:c%3Ad", "a:b", "c:d")]
    [InlineData("web:a+b%2Bc", "web", "a b+c")]
    [InlineData("web:%C3%BC", "web", "ü")]
    public void Basic_credentials_are_form_encoded(string joined, string id, string secret)
    {
        var read = Forms.Value(Read(Basic(joined)));

        Assert.Equal(
            (id, ClientAuthenticationMethod.ClientSecretBasic, secret),
            (read.ClientId, read.Method, read.Secret)
        );
    }

    [Fact]
    public void The_schemes_name_has_no_case() =>
        Assert.Equal(
            "web",
            Forms.Value(Read(Basic("web:secret").Replace("Basic", "bAsIc", StringComparison.Ordinal))).ClientId
        );

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !")]
    [InlineData("Basic d2Vi")]
    [InlineData("Basic d2ViOiU=")]
    [InlineData("Basic d2ViOiUwMA==")]
    [InlineData("Basic d2VioP8=")]
    [InlineData("Basic d2ViOv8=")]
    [InlineData("Bearer x")]
    [InlineData("Digest username=\"web\"")]
    [InlineData(",")]
    public void Unreadable_credentials_are_no_clients(string header) =>
        Assert.Equal("invalid_client", Forms.Error(Read(header)).Code);

    [Fact]
    public void A_header_has_a_limit()
    {
        Assert.Equal("web", Forms.Value(Read(Basic("web:" + new string('a', 700)))).ClientId);
        Assert.Equal("invalid_client", Forms.Error(Read(Basic("web:" + new string('a', 900)))).Code);
    }

    [Fact]
    public void Post_credentials_are_parameters()
    {
        var read = Forms.Value(Read(null, "client_id=web&client_secret=a%20b"));

        Assert.Equal(
            ("web", ClientAuthenticationMethod.ClientSecretPost, "a b"),
            (read.ClientId, read.Method, read.Secret)
        );
    }

    [Theory]
    [InlineData("client_id=web")]
    [InlineData("client_id=web&client_secret=")]
    public void Without_a_secret_it_claims_to_be_public(string body)
    {
        var read = Forms.Value(Read(null, body));

        Assert.Equal(("web", ClientAuthenticationMethod.None, null), (read.ClientId, read.Method, read.Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("client_secret=secret")]
    public void Who_does_not_say_who_it_is_is_no_client(string body) =>
        Assert.Equal("invalid_client", Forms.Error(Read(null, body)).Code);

    [Theory]
    [InlineData("client_id=web", true)]
    [InlineData("client_id=other", false)]
    [InlineData("client_secret=secret", false)]
    [InlineData("client_id=web&client_secret=secret", false)]
    [Spec("RFC 6749 §2.3")]
    public void A_request_uses_one_method(string body, bool isRead)
    {
        var outcome = Read(Basic("web:secret"), body);

        if (isRead)
            Assert.Equal("web", Forms.Value(outcome).ClientId);
        else
            Assert.Equal("invalid_request", Forms.Error(outcome).Code);
    }

    // {"alg":"ES256"} and {"alg":"HS256"}, {"sub":"web"}, and a signature that nobody has looked at.
    [Theory]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.AAAA", ClientAuthenticationMethod.PrivateKeyJwt)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.AAAA", ClientAuthenticationMethod.ClientSecretJwt)]
    [Spec("RFC 7521 §4.2")]
    internal void An_assertion_says_whose_it_is(string assertion, ClientAuthenticationMethod method)
    {
        var read = Forms.Value(Read(null, AssertionForm(assertion)));

        Assert.Equal(("web", method, null, assertion), (read.ClientId, read.Method, read.Secret, read.Assertion));
        Assert.DoesNotContain(assertion, $"{read}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3ZWIifQ.")] // {"alg":"none"}
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AAAA")] // {}
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOjd9.AAAA")] // {"sub":7}
    [InlineData("eyJzdWIiOiJ3ZWIifQ")]
    [InlineData("..")]
    public void An_assertion_of_nobody_is_no_client(string assertion) =>
        Assert.Equal("invalid_client", Forms.Error(Read(null, AssertionForm(assertion))).Code);

    [Fact]
    public void Two_headers_are_refused()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = new([Basic("web:secret"), Basic("web:secret")]);

        Assert.Equal("invalid_request", Forms.Error(PresentedCredentials.Read(request, Forms.Of(""))).Code);
    }

    [Fact]
    public void The_secret_does_not_show() =>
        Assert.DoesNotContain(
            "secret",
            $"{Forms.Value(Read(Basic("web:secret")))}".Replace("ClientSecretBasic", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    [Fact]
    public void Ten_thousand_damaged_headers_are_read_or_refused()
    {
        byte[][] spice =
        [
            "="u8.ToArray(),
            "Basic "u8.ToArray(),
            " "u8.ToArray(),
            ","u8.ToArray(),
            "\""u8.ToArray(),
            [0],
            "JTAw"u8.ToArray(),
        ];
        foreach (
            var header in Seeded.Damaged(
                7617,
                [Encoding.ASCII.GetBytes(Basic("web:secret")), Encoding.ASCII.GetBytes(Basic("a%3Ab:%C3%BC"))],
                spice
            )
        )
        {
            if (Read(Encoding.Latin1.GetString(header)).Refused(out var error, out _))
                Assert.Equal("invalid_client", error.Code);
        }
    }

    private static string AssertionForm(string assertion) =>
        $"client_assertion_type={Uri.EscapeDataString(ClientAssertions.Type)}&client_assertion={assertion}";

    private static Outcome<PresentedCredentials> Read(string? header, string body = "")
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
            request.Headers.Authorization = header;
        return PresentedCredentials.Read(request, Forms.Of(body));
    }

    private static string Basic(string joined) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(joined));
}
