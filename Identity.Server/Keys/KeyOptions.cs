using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Keys;

/// <summary>How long a signing key is announced, used and remembered.</summary>
internal sealed class KeyOptions : IValidatableObject
{
    public const string Section = "Keys";

    /// <summary>How long a key is published before it signs, so that every cache of the key set has seen it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "60.00:00:00")]
    public TimeSpan AnnouncedFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a key signs before its successor takes over.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "730.00:00:00")]
    public TimeSpan ActiveFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a key that no longer signs stays published: longer than any token signed with it lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RetiredFor { get; init; } = TimeSpan.FromDays(8);

    /// <summary>How long others may keep the key set before they ask again (Cache-Control of the JWKS and of discovery).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AnnouncedFor >= ActiveFor)
            yield return new ValidationResult("Keys:AnnouncedFor must be shorter than Keys:ActiveFor.");
    }
}

[OptionsValidator]
internal sealed partial class KeyOptionsValidator : IValidateOptions<KeyOptions>;
