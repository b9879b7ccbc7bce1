using System.Collections;

namespace Identity.Server.Pages.Forms;

/// <summary>What is wrong with a form: where, and in the reader's language what to do about it.</summary>
/// <param name="Field">The id of the field; null for the form as a whole.</param>
internal sealed record Problem(string? Field, string Text);

/// <summary>All problems of a form, for the summary on top of it and for each of its fields.</summary>
internal sealed class Problems : IReadOnlyCollection<Problem>
{
    private readonly List<Problem> _all = [];

    public int Count => _all.Count;

    public bool Any => _all.Count > 0;

    public string? this[string field] => _all.Find(problem => problem.Field == field)?.Text;

    public void Add(string? field, string text) => _all.Add(new Problem(field, text));

    public IEnumerator<Problem> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
