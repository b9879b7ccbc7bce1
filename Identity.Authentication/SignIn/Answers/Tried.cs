using System.Diagnostics.CodeAnalysis;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>What one step of signing in came to: a value, or why there is none.</summary>
internal sealed class Tried<T>
    where T : class
{
    private readonly T? _value;

    public Tried(T value) => (_value, Reason) = (value, "");

    /// <param name="reason">A sentence for the log.</param>
    /// <param name="error">The provider's error code, where it is its refusal.</param>
    public Tried(string reason, string? error = null) => (Reason, Error) = (reason, error);

    public string Reason { get; }

    public string? Error { get; }

    public bool Failed([NotNullWhen(false)] out T? value)
    {
        value = _value;
        return value is null;
    }
}
