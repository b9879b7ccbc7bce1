using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class EmailNormalisationTakeover(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 5321 §2.4"), Spec("RFC 5890 §2.3.2.1")]
    [InlineData("mike@example.org", "MIKE@example.org")]
    [InlineData("mike@example.org", "mike@EXAMPLE.org")]
    [InlineData("mike@example.org", "\uff4dike@example.org")] // a fullwidth m
    [InlineData("mike@example.org", "mike@\uff45xample.org")]
    [InlineData("mike@b\u00fccher.example", "mike@xn--bcher-kva.example")]
    [InlineData("kim@example.org", "\u212aim@example.org")] // the sign for kelvin
    public async Task Another_spelling_of_an_address_is_the_same_account_and_takes_nothing_over(
        string registered,
        string lookalike
    )
    {
        var ct = TestContext.Current.CancellationToken;
        var scene = await Scene.SetAsync(host.Server);
        var accounts = host.Server.Get<Accounts>();
        // Rows of the theory share a database: each has a local part of its own.
        var tag = TestClients.Unique("x");
        (registered, lookalike) = (registered.Replace("@", $"{tag}@"), lookalike.Replace("@", $"{tag}@"));
        Assert.IsType<AccountChange.Done>(
            await accounts.CreateAsync(new NewAccount(registered, TestClients.Password, IsVerified: true), ct)
        );

        var second = await accounts.CreateAsync(new NewAccount(lookalike, "the attacker's own", IsVerified: true), ct);

        Assert.IsType<AccountChange.Taken>(second);
        var taken = await host.Server.TokenAsync(
            scene.Client,
            scene.SignInForm.With("username", lookalike).With("password", "the attacker's own")
        );
        taken.ShouldRefuse("invalid_grant");
        var owner = await host.Server.SignInAsync(scene.Client, registered, "openid email");
        Assert.Equal(registered, (await host.Server.UserInfoAsync(owner.Issued()))["email"]);
    }

    [Theory, Spec("RFC 5321 §2.4")]
    [InlineData("m\u0131ke@example.org")] // a dotless i
    [InlineData("mike@ex\u0430mple.org")] // a Cyrillic a
    [InlineData("mi.ke@example.org")]
    [InlineData("mike+tag@example.org")]
    public async Task An_address_that_only_looks_alike_is_somebody_else(string lookalike)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tag = TestClients.Unique("y");
        var owner = await host.Server.AddUserAsync(asked => asked with { Email = $"mike{tag}@example.org" });

        var answer = await host.Server.SignInAsync(scene.Client, lookalike.Replace("@", $"{tag}@"), "openid");

        answer.ShouldRefuse("invalid_grant");
        (await host.Server.SignInAsync(scene.Client, owner, "openid")).ShouldSucceed();
    }
}
