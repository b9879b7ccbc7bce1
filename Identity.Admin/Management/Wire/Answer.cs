using System.Diagnostics.CodeAnalysis;

namespace Identity.Admin.Management.Wire;

/// <summary>What the management API answered: what was asked for, or why not.</summary>
public sealed record Answer<T>
{
    private readonly T? _value;

    public Answer(T value) => _value = value;

    public Answer(Problem problem) => Problem = problem;

    /// <summary>Null where all went well.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether it was refused; <see cref="Problem"/> says why, and there is no value.</summary>
    public bool Failed([NotNullWhen(false)] out T? value)
    {
        value = _value;
        return Problem is not null;
    }

    public Answer<TOther> Then<TOther>(Func<T, TOther> turn) =>
        Problem is null ? new(turn(_value!)) : new Answer<TOther>(Problem);
}

/// <summary>The value of an answer that has none.</summary>
public readonly record struct Nothing;
