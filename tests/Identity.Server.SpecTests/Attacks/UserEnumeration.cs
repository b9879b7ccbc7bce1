using System.Diagnostics.Metrics;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users.Passwords;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class UserEnumeration(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §5.2")]
    public async Task Every_failed_sign_in_looks_the_same_and_costs_the_same()
    {
        var scene = await Scene.SetAsync(host.Server);
        var noPassword = await host.Server.AddUserAsync(asked => asked with { Password = null });
        var unverified = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        var suspended = await Scene.SetAsync(host.Server);
        await suspended.SuspendAsync();
        var tooLong = new string('x', 100);

        (string Name, string Value)[][] failures =
        [
            scene.SignInForm.With("password", "wrong"),
            scene.SignInForm.With("password", tooLong),
            scene.SignInForm.With("username", "nobody@example.com"),
            scene.SignInForm.With("username", "nobody@example.com").With("password", tooLong),
            scene.SignInForm.With("username", "no address at all"),
            scene.SignInForm.With("username", $"{tooLong}{tooLong}{tooLong}@example.com"),
            scene.SignInForm.With("username", noPassword),
            scene.SignInForm.With("username", unverified),
            scene.SignInForm.With("username", suspended.Email),
            scene.SignInForm.With("username", suspended.Email).With("password", "wrong"),
        ];

        var seen = new HashSet<string>();
        foreach (var form in failures)
        {
            using var hashes = new HashCount(host.Server.Get<IMeterFactory>());
            var answer = await host.Server.TokenAsync(scene.Client, form);

            answer.ShouldRefuse("invalid_grant");
            Assert.Equal(1, hashes.Count);
            answer.Response.Headers.Remove("Date");
            // Drawn anew for each request, whoever is named in it.
            Assert.True(answer.Response.Headers.Remove("X-Correlation-Id"));
            seen.Add($"{answer.Status}\n{answer.Response.Headers}{answer.Response.Content.Headers}\n{answer.Body}");
        }

        Assert.Single(seen);
        (await scene.SignInAsync()).ShouldSucceed();
    }

    /// <summary>Counts the passwords that this server alone has hashed: work, unlike time, can be counted exactly.</summary>
    private sealed class HashCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public HashCount(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == PasswordMetrics.Duration)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
