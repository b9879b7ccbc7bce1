using System.Diagnostics.CodeAnalysis;

namespace Identity.Server.Management.Wire;

/// <summary>A step's result: the value it made, or the problem in its way.</summary>
internal readonly struct Checked<T>
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;

    public Checked(T value) => (_value, _problem) = (value, null);

    public Checked(Problem problem) => (_value, _problem) = (null, problem);

    public bool Refused([NotNullWhen(true)] out Problem? problem, [NotNullWhen(false)] out T? value)
    {
        (problem, value) = (_problem, _value);
        return problem is not null;
    }
}
