namespace Identity.Server.Management.Wire;

/// <summary>Gathers what is wrong with a body, so that all of it is said at once.</summary>
internal sealed class Invalid
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool IsEmpty => _errors.Count == 0;

    /// <param name="member">By its name on the wire.</param>
    /// <param name="sentence">What is wrong with it, or null where nothing is.</param>
    public Invalid Add(string member, string? sentence)
    {
        if (sentence is null)
            return this;
        if (!_errors.TryGetValue(member, out var sentences))
            _errors[member] = sentences = [];
        sentences.Add(sentence);
        return this;
    }

    public Problem ToProblem() =>
        Problem.Invalid(
            _errors.ToDictionary(
                error => error.Key,
                error => (IReadOnlyList<string>)error.Value,
                StringComparer.Ordinal
            )
        );
}
