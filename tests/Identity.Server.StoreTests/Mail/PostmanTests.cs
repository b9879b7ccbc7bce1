using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;

namespace Identity.Server.StoreTests.Mail;

/// <summary>Letters leave by themselves.</summary>
public sealed class PostmanTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_leaves_as_soon_as_it_is_in_the_outbox()
    {
        var asked = new NewAccount("postman@example.com", "correct horse battery", "Ann", null, false);
        Assert.IsType<AccountChange.Done>(await nodes.A.Get<Accounts>().CreateAsync(asked, Ct));

        await nodes
            .A.Get<Outbox>()
            .AddAsync(VerificationWriter.Name, "postman@example.com", new Dictionary<string, string>(), Ct);

        // Either node may have heard of it first.
        var both = new[] { nodes.A, nodes.B }.Select(node =>
            node.Get<DevelopmentMailbox>().WaitAsync(letter => letter.To == "postman@example.com", Ct)
        );
        var letter = await await Task.WhenAny(both);
        Assert.StartsWith($"{Nodes.Issuer}/verify-email?token=ev_", letter.Link, StringComparison.Ordinal);
        Assert.Single(
            new[] { nodes.A, nodes.B }.SelectMany(node => node.Get<DevelopmentMailbox>().Letters),
            one => one.To == "postman@example.com"
        );
    }
}
