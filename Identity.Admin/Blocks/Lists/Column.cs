using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Blocks.Lists;

/// <summary>One column of a list. The first one is the name, and leads to the thing.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Cell">What stands in it.</param>
public sealed record Column<T>(string Title, RenderFragment<T> Cell)
{
    /// <summary>The member that the API sorts by; null where it cannot.</summary>
    public string? Sort { get; init; }

    /// <summary>A CSS width, such as <c>24%</c>.</summary>
    public string? Width { get; init; }

    public bool IsNumber { get; init; }

    /// <summary>The cell in a CSV file; null leaves the column out.</summary>
    public Func<T, string?>? Text { get; init; }

    /// <summary>Whether it stands only in the file.</summary>
    public bool IsForFile { get; init; }

    /// <summary>Whether a phone can do without it.</summary>
    public bool IsLesser { get; init; }
}
