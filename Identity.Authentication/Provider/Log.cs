using Microsoft.Extensions.Logging;

namespace Identity.Authentication.Provider;

/// <summary>What operators read of the provider.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The provider could not be asked: {Reason}")]
    public static partial void ProviderDidNotAnswer(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "A key of the provider is left out: {Reason}")]
    public static partial void KeyLeftOut(this ILogger logger, string reason);
}
