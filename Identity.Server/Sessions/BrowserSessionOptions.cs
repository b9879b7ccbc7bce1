using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Sessions;

/// <summary>How long a browser stays signed in.</summary>
internal sealed class BrowserSessionOptions : IValidatableObject
{
    public const string Section = "Sessions";

    /// <summary>Life of a session that is not used.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan IdleLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Life of a session however much it is used, from when the person last showed who they are.</summary>
    /// <remarks>NIST SP 800-63B has people show it again within thirty days at the least.</remarks>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan AbsoluteLifetime { get; init; } = TimeSpan.FromDays(7);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleLifetime > AbsoluteLifetime)
            yield return new ValidationResult("Sessions:IdleLifetime must not exceed Sessions:AbsoluteLifetime.");
    }
}

[OptionsValidator]
internal sealed partial class BrowserSessionOptionsValidator : IValidateOptions<BrowserSessionOptions>;
