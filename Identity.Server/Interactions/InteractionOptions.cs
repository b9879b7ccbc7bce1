using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Interactions;

/// <summary>How long a request, or a device, waits for a person.</summary>
internal sealed class InteractionOptions
{
    public const string Section = "Interactions";

    /// <summary>Life of a request that a person is asked about: a sign-in page left open overnight still leads on.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan RequestLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How soon a browser must come with a request that was pushed; RFC 9126 §2.2 has between 5 and 600 seconds in mind.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan PushedRequestLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a device waits for somebody to let it in; RFC 8628 §5.4 wants it short, for whoever is tricked must be quick as well.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:30:00")]
    public TimeSpan DeviceCodeLifetime { get; init; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class InteractionOptionsValidator : IValidateOptions<InteractionOptions>;
