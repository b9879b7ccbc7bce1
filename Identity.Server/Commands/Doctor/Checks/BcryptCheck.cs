using System.Globalization;
using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Users.Passwords;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Proves that passwords are hashed as they always were, and measures what one costs here.</summary>
internal sealed class BcryptCheck : ICheck
{
    private static readonly TimeSpan TooQuick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(1);

    public string Name => "Password hashing";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return Bcrypt.SelfTest()
            ? Finding.Pass(Name, "bcrypt agrees with a known hash")
            : Finding.Fail(
                Name,
                "bcrypt does not agree with a known hash: nobody could sign in.",
                "Do not start this build; run one that passes, and report this machine's processor and runtime."
            );

        var cost = at.Options<PasswordHashingOptions>(PasswordHashingOptions.Section).Cost;
        var started = at.Clock.GetTimestamp();
        Bcrypt.Hash("correct horse"u8, cost);
        yield return Judge(cost, at.Clock.GetElapsedTime(started));
    }

    public static Finding Judge(int cost, TimeSpan took)
    {
        const string Check = "Password hashing";
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"one at cost {cost} takes {took.TotalMilliseconds:0} ms"
        );
        if (took < TooQuick)
        {
            return Finding.Warn(
                Check,
                said,
                "Guessing is cheap at this cost: raise Passwords:Cost until it takes 0.1 s or more."
            );
        }
        return took > TooSlow
            ? Finding.Warn(
                Check,
                said,
                "People wait for this: lower Passwords:Cost, or give the node faster processors."
            )
            : Finding.Pass(Check, said);
    }
}
