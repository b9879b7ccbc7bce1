namespace Identity.Authentication;

/// <summary>Says that the provider could not be asked, or answered what nobody can use; trying again later may help.</summary>
/// <remarks>The message is for the log. It holds no token and no secret.</remarks>
public sealed class ProviderUnavailableException : IOException
{
    public ProviderUnavailableException() { }

    public ProviderUnavailableException(string message)
        : base(message) { }

    public ProviderUnavailableException(string message, Exception innerException)
        : base(message, innerException) { }
}
