using Identity.Admin.Management.Wire;

namespace Identity.Admin.Blocks.Lists;

/// <summary>Where in a list somebody is: an API that gives cursors only leads forward, so the way here is remembered.</summary>
public sealed class Pages
{
    private readonly Stack<string?> _before = [];
    private string? _next;

    public string? Cursor { get; private set; }

    public int First => (_before.Count * ListQuery.UsualLimit) + 1;

    public bool HasNext => _next is not null;

    public bool HasPrevious => _before.Count > 0;

    public void Arrived(string? next) => _next = next;

    public void Forward()
    {
        _before.Push(Cursor);
        Cursor = _next;
    }

    public void Back() => Cursor = _before.Pop();

    public void Restart()
    {
        _before.Clear();
        Cursor = _next = null;
    }
}
