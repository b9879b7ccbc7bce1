using System.Globalization;
using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Compares this machine's clock with the database's: tokens are judged by the one and expire by the other.</summary>
internal sealed class ClockCheck : IDatabaseCheck
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Harmful = TimeSpan.FromSeconds(30);

    public string Name => "Clock";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var before = at.Clock.GetUtcNow();
        var there = await patient.AskAsync<DateTimeOffset>("SELECT clock_timestamp()", ct);
        var after = at.Clock.GetUtcNow();
        yield return Judge(there - (before + ((after - before) / 2)));
    }

    public static Finding Judge(TimeSpan skew)
    {
        const string Check = "Clock";
        const string Cure =
            "Keep both clocks by NTP (chrony, systemd-timesyncd); `timedatectl` shows whether they are.";
        var direction = skew > TimeSpan.Zero ? "ahead of" : "behind";
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"the database's clock is {skew.Duration().TotalSeconds:0.0} s {direction} this machine's"
        );
        if (skew.Duration() > Harmful)
            return Finding.Fail(Check, said, Cure);
        return skew.Duration() > Noticeable ? Finding.Warn(Check, said, Cure) : Finding.Pass(Check, said);
    }
}
