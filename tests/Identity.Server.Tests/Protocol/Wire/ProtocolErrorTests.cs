using Identity.Server.Protocol.Wire;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Wire;

[Spec("RFC 6749 §5.2")]
public sealed class ProtocolErrorTests
{
    private const string Private = "wrong password for 42";

    [Fact]
    public void Each_refusal_has_its_code_and_its_status() =>
        Assert.Equal(
            [
                ("invalid_request", 400),
                ("invalid_grant", 400),
                ("invalid_grant", 400),
                ("invalid_client", 401),
                ("unauthorized_client", 400),
                ("unsupported_grant_type", 400),
                ("invalid_scope", 400),
                ("invalid_target", 400),
                ("invalid_request", 413),
                ("invalid_request", 415),
                ("temporarily_unavailable", 503),
            ],
            All().Select(error => (error.Code, error.Status))
        );

    [Fact]
    public void The_private_reason_is_not_in_what_the_client_reads()
    {
        Assert.DoesNotContain(Private, ProtocolError.InvalidGrant(Private).Description, StringComparison.Ordinal);
        Assert.DoesNotContain(Private, ProtocolError.InvalidClient(Private).Description, StringComparison.Ordinal);
        Assert.Equal(Private, ProtocolError.InvalidGrant(Private).Reason);
    }

    [Fact]
    public void A_refused_client_is_shown_how_to_authenticate()
    {
        Assert.StartsWith("Basic ", ProtocolError.InvalidClient(Private).Challenge, StringComparison.Ordinal);
        Assert.Single(All(), error => error.Challenge is not null);
    }

    [Fact]
    public void Descriptions_have_the_characters_that_are_allowed() =>
        Assert.All(All(), error => Assert.Matches("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$", error.Description));

    [Fact]
    public void A_busy_server_says_when_to_come_back() =>
        Assert.Equal(TimeSpan.FromSeconds(3), ProtocolError.Busy(TimeSpan.FromSeconds(3)).RetryAfter);

    [Fact]
    public void An_outcome_is_a_value_or_an_error()
    {
        Outcome<string> good = "value";
        Outcome<string> bad = ProtocolError.UnsupportedGrantType();

        Assert.False(good.Refused(out var none, out var value));
        Assert.Null(none);
        Assert.Equal("value", value);
        Assert.True(bad.Refused(out var error, out var nothing));
        Assert.Equal("unsupported_grant_type", error.Code);
        Assert.Null(nothing);
    }

    private static ProtocolError[] All() =>
        [
            ProtocolError.InvalidRequest("x"),
            ProtocolError.InvalidGrant(Private),
            ProtocolError.InvalidGrantBecause("x"),
            ProtocolError.InvalidClient(Private),
            ProtocolError.UnauthorizedClient("x"),
            ProtocolError.UnsupportedGrantType(),
            ProtocolError.InvalidScope("x"),
            ProtocolError.InvalidTarget("x"),
            ProtocolError.TooLarge(),
            ProtocolError.UnsupportedEncoding(),
            ProtocolError.Busy(TimeSpan.FromSeconds(1)),
        ];
}
