using System.Net;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Users.Throttling;

/// <summary>Shows passwords for one address, from wherever a test says.</summary>
internal sealed class Guesser(string email)
{
    private static int _sources;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Email => email;

    /// <summary>A source that no other test of this run uses.</summary>
    public static Source NewSource()
    {
        var number = Interlocked.Increment(ref _sources);
        return new Source(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), Device: null);
    }

    public Task<SignInOutcome> WrongAsync(TestServer node, Source source) => ShowAsync(node, source, "wrong");

    public Task<SignInOutcome> RightAsync(TestServer node, Source source) =>
        ShowAsync(node, source, TestClients.Password);

    /// <summary>Guesses until it has to wait, one after the other.</summary>
    /// <returns>How many guesses were looked at.</returns>
    public async Task<int> ExhaustAsync(TestServer node, Source source)
    {
        var looked = 0;
        while (await WrongAsync(node, source) is SignInOutcome.Wrong)
            looked++;
        return looked;
    }

    private Task<SignInOutcome> ShowAsync(TestServer node, Source source, string password) =>
        node.Get<SignIn>().WithPasswordAsync(email, password, source, mustBeVerified: true, Ct);
}
