using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using PasswordSignIn = Identity.Server.Users.SignIn;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>
/// Walks at random through every step of signing in, registering, confirming and resetting, with everything that an
/// attacker can have: an account and links of their own, and the victim's address. The victim's secrets are all that is missing.
/// </summary>
public sealed class ResetFlowTakeover(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Steps = 120;
    private const string Chosen = "the attackers own words";

    private static readonly string[] Paths =
    [
        "/signin",
        "/register",
        "/verify-email",
        "/verify-email/resend",
        "/verify-email/done",
        "/forgot-password",
        "/forgot-password/sent",
        "/reset-password",
        "/reset-password/done",
        "/signout",
        "/account",
        "/account/profile",
        "/account/password",
        "/account/email",
        "/account/email/approve",
        "/account/email/confirm",
        "/account/email/done",
        "/account/sessions",
        "/account/sessions?handler=Everywhere",
        "/account/data?handler=File",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_sequence_of_steps_without_the_secret_opens_or_changes_the_account(ulong seed)
    {
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            Ct,
            new Dictionary<string, string?>
            {
                // Limits would only make the walk shorter.
                ["Throttling:AttemptsPerAccountAndSource"] = "1000",
                ["Throttling:AttemptsPerAccount"] = "10000",
                ["Throttling:AttemptsPerSource"] = "1000000",
                ["Throttling:RequestsPerSource"] = "1000000",
            }
        );
        var victim = await server.AddUserAsync(asked => asked with { Name = "Victoria" });
        var attacker = await server.AddUserAsync(asked => asked with { Name = "Mallory" });
        var before = await PersonAsync(server, victim);
        using var visitor = new Visitor(server);
        var walk = new Walk(seed);
        var trace = new List<string>();

        for (var step = 0; step < Steps; step++)
        {
            var (path, form) = await NextAsync(server, walk, victim, attacker);
            trace.Add($"{path} {string.Join('&', form.Select(pair => $"{pair.Name}={pair.Value}"))}");
            // The victim forgets now and then, and has a link that is good; it is in the victim's letter alone.
            if (walk.OneIn(10))
                await server.LinkTokenAsync(SingleUsePurpose.PasswordReset, victim);
            var visit = walk.OneIn(4) ? await visitor.GetAsync(path) : await visitor.SubmitAsync(path, form);

            Assert.True(visit.Status < 500, string.Join('\n', trace));
            Assert.DoesNotContain("Victoria", visit.Body, StringComparison.Ordinal);
            Assert.Equal(before, await PersonAsync(server, victim));
        }

        var signIn = await server
            .Get<PasswordSignIn>()
            .WithPasswordAsync(victim, TestClients.Password, Source.Unknown, mustBeVerified: true, Ct);
        Assert.True(signIn is SignInOutcome.Done, string.Join('\n', trace));
    }

    private static async Task<(string Path, (string Name, string Value)[] Form)> NextAsync(
        TestServer server,
        Walk walk,
        string victim,
        string attacker
    )
    {
        var path = walk.Of(Paths);
        var token = walk.Of(
            "",
            "none",
            $"pr_{new string('A', 43)}",
            await LinkAsync(server, SingleUsePurpose.PasswordReset, attacker, victim),
            await LinkAsync(server, SingleUsePurpose.EmailVerification, attacker, victim),
            await LinkAsync(server, SingleUsePurpose.EmailChangeApproval, attacker, victim),
            await LinkAsync(server, SingleUsePurpose.EmailChange, attacker, victim)
        );
        if (walk.OneIn(2))
            path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={token}";
        List<(string, string)> form =
        [
            ("email", walk.Of(victim, attacker)),
            ("password", walk.Of("", Chosen, TestClients.Password[1..], "wrong")),
            ("current", walk.Of("", Chosen, "wrong")),
            ("wanted", Chosen),
            ("typed", victim),
            ("name", "Mallory"),
        ];
        // The attacker's own password is right for the attacker alone: both have the same one here.
        if (path.StartsWith("/signin", StringComparison.Ordinal) && walk.OneIn(3))
            form = [("email", attacker), ("password", walk.Of(TestClients.Password, Chosen))];
        if (walk.OneIn(3))
            form.Add(("token", token));
        if (walk.OneIn(3))
            form.Add(("id", (await PersonAsync(server, victim)).Id.ToString()));
        return (path, [.. form]);
    }

    // Of an account that has moved away, or to the other's address, there is none.
    private static async Task<string> LinkAsync(
        TestServer server,
        SingleUsePurpose purpose,
        string email,
        string about
    ) =>
        await server.Get<People>().FindActiveAsync(email, Ct) is null
            ? "gone"
            : await server.LinkTokenAsync(purpose, email, about);

    private static async Task<Person> PersonAsync(TestServer server, string email) =>
        (await server.Get<People>().FindActiveAsync(email, Ct))!;

    /// <summary>The same walk for the same seed (xorshift64*).</summary>
    private sealed class Walk(ulong seed)
    {
        private ulong _state = seed * 0x9E3779B97F4A7C15;

        public bool OneIn(int count) => Next(count) == 0;

        public T Of<T>(params T[] all) => all[Next(all.Length)];

        private int Next(int count)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)count);
        }
    }
}
