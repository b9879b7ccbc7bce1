namespace Identity.Admin.Blocks.Lists;

/// <summary>A parameter by which a list is narrowed, as a chip.</summary>
/// <param name="Name">The API's parameter, which stands in the address too.</param>
/// <param name="Label">What the chip says.</param>
/// <param name="Options">What can be chosen; without any, the chip is shown only when the address brings a value.</param>
public sealed record Filter(string Name, string Label, params IReadOnlyList<FilterOption> Options)
{
    /// <summary>How a value reads that is not among the options, such as an id.</summary>
    public Func<string, string>? Words { get; init; }

    public string Read(string value) =>
        Options.FirstOrDefault(option => option.Value == value)?.Label ?? Words?.Invoke(value) ?? value;
}

/// <summary>One value of a filter, or of a field.</summary>
public sealed record FilterOption(string Value, string Label)
{
    /// <summary>What helps to choose it, where there is room for a sentence.</summary>
    public string? Hint { get; init; }
}
