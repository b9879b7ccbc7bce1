using Identity.Admin.Management.Wire;

namespace Identity.Admin.Blocks.Toasts;

/// <summary>Says in a corner what was done, or why it was not.</summary>
public sealed class Toaster
{
    private readonly List<Toast> _shown = [];

    public IReadOnlyList<Toast> Shown => _shown;

    public event Action? Changed;

    public void Say(string sentence) => Add(new Toast(sentence, null));

    /// <summary>Stays until it is closed.</summary>
    public void Say(Problem problem)
    {
        // Its end has the whole screen.
        if (problem.Kind != ProblemKind.SignedOut)
            Add(new Toast(problem.Sentence, problem));
    }

    /// <summary>Says either, and tells which.</summary>
    public bool Say<T>(Answer<T> answer, string done)
    {
        if (answer.Problem is { } problem)
            Say(problem);
        else
            Say(done);
        return answer.Problem is null;
    }

    public void Close(Toast toast)
    {
        if (_shown.Remove(toast))
            Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        _shown.Add(toast);
        Changed?.Invoke();
    }
}

/// <summary>One thing that is said.</summary>
public sealed class Toast(string sentence, Problem? problem)
{
    public string Sentence => sentence;

    public Problem? Problem => problem;
}
