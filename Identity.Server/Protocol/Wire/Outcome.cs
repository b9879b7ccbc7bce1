using System.Diagnostics.CodeAnalysis;

namespace Identity.Server.Protocol.Wire;

/// <summary>A step's result: the value it made, or why it would not.</summary>
internal readonly struct Outcome<T>
    where T : class
{
    private readonly T? _value;
    private readonly ProtocolError? _error;

    private Outcome(T? value, ProtocolError? error) => (_value, _error) = (value, error);

    public static implicit operator Outcome<T>(T value) => new(value, error: null);

    public static implicit operator Outcome<T>(ProtocolError error) => new(value: null, error);

    public bool Refused([NotNullWhen(true)] out ProtocolError? error, [NotNullWhen(false)] out T? value)
    {
        (error, value) = (_error, _value);
        return error is not null;
    }
}
