using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords;

/// <summary>How dear a guess is, and how much of the machine sign-ins may take.</summary>
internal sealed class PasswordHashingOptions
{
    public const string Section = "Passwords";

    /// <summary>The dearest hash that is made or checked: one of cost 31 in an import would hold a thread for days.</summary>
    public const int DearestCost = 16;

    /// <summary>Each step doubles the time. Production asks for 10 or more (OWASP Password Storage); less is for tests.</summary>
    [Range(BcryptHash.MinimumCost, DearestCost)]
    public int Cost { get; set; } = 12;

    /// <summary>Threads that hash; 0 is one for each processor.</summary>
    [Range(0, 256)]
    public int Workers { get; set; }

    /// <summary>Passwords that may wait for a thread; 0 is 32 for each, eight seconds of work at cost 12.</summary>
    [Range(0, 100_000)]
    public int QueueLength { get; set; }
}

[OptionsValidator]
internal sealed partial class PasswordHashingOptionsValidator : IValidateOptions<PasswordHashingOptions>;
