using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tokens;

/// <summary>How long what we issue lives, where neither the API nor the client says otherwise.</summary>
internal sealed class TokenOptions
{
    public const string Section = "Tokens";

    /// <summary>Life of an access token; RFC 6750 §5.3 asks for an hour or less.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Life of an ID token: long enough to be read once.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan IdTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Life of an authorization code; RFC 6749 §4.1.2 asks for ten minutes at most.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan AuthorizationCodeLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A refresh token that is not used for this long is dead (RFC 9700 §4.14.2).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "365.00:00:00")]
    public TimeSpan RefreshTokenIdleLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>However often it is used, a refresh family ends after this long and the person signs in again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "730.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a repeat of a spent refresh token gets the same successor again, for answers lost on the way; zero turns it off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class TokenOptionsValidator : IValidateOptions<TokenOptions>;
