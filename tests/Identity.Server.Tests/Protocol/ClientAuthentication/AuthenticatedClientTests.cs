using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.ClientAuthentication;

[Spec("RFC 6749 §3.2.1")]
public sealed class AuthenticatedClientTests
{
    private const ClientAuthenticationMethod None = ClientAuthenticationMethod.None;
    private const ClientAuthenticationMethod Basic = ClientAuthenticationMethod.ClientSecretBasic;
    private const ClientAuthenticationMethod Post = ClientAuthenticationMethod.ClientSecretPost;
    private const ClientAuthenticationMethod SecretJwt = ClientAuthenticationMethod.ClientSecretJwt;
    private const ClientAuthenticationMethod KeyJwt = ClientAuthenticationMethod.PrivateKeyJwt;
    private static readonly DateTimeOffset Now = new ManualClock().Now;

    [Theory]
    [InlineData(Basic, Basic, Registered.Secret, true)]
    [InlineData(Post, Post, Registered.Secret, true)]
    [InlineData(None, None, null, true)]
    [InlineData(Basic, Post, Registered.Secret, false)]
    [InlineData(Post, Basic, Registered.Secret, false)]
    [InlineData(Basic, None, null, false)]
    [InlineData(None, Basic, "", false)]
    [InlineData(None, Post, Registered.Secret, false)]
    [InlineData(Basic, Basic, "wrong", false)]
    [InlineData(Basic, Basic, "", false)]
    [InlineData(Post, Post, "Correct horse battery staple", false)]
    [InlineData(SecretJwt, Basic, Registered.Secret, false)]
    [InlineData(SecretJwt, Post, Registered.Secret, false)]
    [InlineData(SecretJwt, None, null, false)]
    [InlineData(SecretJwt, SecretJwt, null, false)]
    [InlineData(KeyJwt, None, null, false)]
    [InlineData(KeyJwt, KeyJwt, null, false)]
    internal void A_client_proves_itself_in_its_own_way_alone(
        ClientAuthenticationMethod registered,
        ClientAuthenticationMethod used,
        string? secret,
        bool expected
    )
    {
        var outcome = Prove(Registered.Client(method: registered), new("web", used, secret));

        if (expected)
            Assert.Equal("web", Forms.Value(outcome).Client.ClientId);
        else
            Assert.Equal(("invalid_client", 401), (Forms.Error(outcome).Code, Forms.Error(outcome).Status));
    }

    [Fact]
    public void An_unknown_and_a_refused_client_are_told_the_same()
    {
        var presented = new PresentedCredentials("web", Basic, "wrong");
        var unknown = Forms.Error(Prove(null, presented));
        var wrong = Forms.Error(Prove(Registered.Client(), presented));
        var disabled = Forms.Error(
            Prove(
                Registered.Client(
                    "web",
                    Basic,
                    isDisabled: true,
                    [new(ClientRegistry.HashOf(Registered.Secret), null)]
                ),
                presented with
                {
                    Secret = Registered.Secret,
                }
            )
        );

        Assert.Equal(
            (wrong.Code, wrong.Description, wrong.Challenge),
            (unknown.Code, unknown.Description, unknown.Challenge)
        );
        Assert.Equal(
            (wrong.Code, wrong.Description, wrong.Challenge),
            (disabled.Code, disabled.Description, disabled.Challenge)
        );
        Assert.Equal(3, new[] { unknown.Reason, wrong.Reason, disabled.Reason }.Distinct().Count());
    }

    [Theory]
    [InlineData("old", -1, false)]
    [InlineData("old", 0, false)]
    [InlineData("old", 1, true)]
    [InlineData("new", -1, true)]
    public void Secrets_overlap_until_the_older_expires(string secret, int oldExpiresIn, bool expected)
    {
        var client = Registered.Client(
            "web",
            Basic,
            isDisabled: false,
            [
                new(ClientRegistry.HashOf("old"), Now.AddTicks(oldExpiresIn)),
                new(ClientRegistry.HashOf("new"), ExpiresAt: null),
            ]
        );

        Assert.Equal(expected, !Prove(client, new("web", Basic, secret)).Refused(out _, out _));
    }

    [Fact]
    public void A_client_without_any_secret_has_none_that_is_right() =>
        Assert.Equal(
            "invalid_client",
            Forms.Error(Prove(Registered.Client("web", Basic, isDisabled: false, []), new("web", Basic, ""))).Code
        );

    private static Outcome<AuthenticatedClient> Prove(Client? client, PresentedCredentials presented) =>
        AuthenticatedClient.Prove(client, presented, Now);
}
