using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>How often may be tried what guessers and nuisances try often.</summary>
/// <remarks>OWASP Authentication Cheat Sheet, account lockout; NIST SP 800-63B allows a hundred failures in a row at most.</remarks>
internal sealed class ThrottleOptions
{
    public const string Section = "Throttling";

    /// <summary>Wrong passwords that one source, or one known device, may show for one account before it has to wait.</summary>
    [Range(1, 1_000)]
    public int AttemptsPerAccountAndSource { get; init; } = 5;

    /// <summary>Wrong passwords that all sources together may show for one account before strange devices have to wait.</summary>
    [Range(10, 10_000)]
    public int AttemptsPerAccount { get; init; } = 50;

    /// <summary>Wrong passwords that one source may show for all accounts together before it has to wait.</summary>
    [Range(10, 1_000_000)]
    public int AttemptsPerSource { get; init; } = 100;

    /// <summary>How long the first wait is; each that follows is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FirstBlock { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a source has to wait.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LongestBlock { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest that an account is closed to strange devices: short, for anybody can bring it about.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:15:00")]
    public TimeSpan LongestAccountBlock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long attempts are remembered, from the first of them or from the end of the last wait.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Registrations of people, or of clients, documents of unknown clients, or letters, that one source may ask for in ten minutes before it
    /// has to wait; each kind is counted for itself.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSource { get; init; } = 20;

    /// <summary>Sign-ins of apps that one source may begin in ten minutes before it has to wait: an office is one source.</summary>
    [Range(10, 1_000_000)]
    public int SignInsPerSource { get; init; } = 1_000;

    /// <summary>Letters of one kind that one address gets in an hour.</summary>
    [Range(1, 100)]
    public int LettersPerAddress { get; init; } = 5;
}

[OptionsValidator]
internal sealed partial class ThrottleOptionsValidator : IValidateOptions<ThrottleOptions>;
