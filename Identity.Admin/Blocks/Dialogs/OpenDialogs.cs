using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Blocks.Dialogs;

/// <summary>Asks the administrator something, and waits for the answer. One dialog stands over the other where there are two.</summary>
public sealed class OpenDialogs
{
    private readonly List<OpenDialog> _open = [];

    public IReadOnlyList<OpenDialog> Open => _open;

    public event Action? Changed;

    /// <summary>Whether the deed is to be done.</summary>
    public Task<bool> ConfirmAsync(Confirmation confirmation) =>
        AskAsync<Confirm, bool>(new() { [nameof(Confirm.Of)] = confirmation });

    /// <summary>Shows what can never be shown again.</summary>
    public Task ShowAsync(Secret secret) => AskAsync<SecretOnce, bool>(new() { [nameof(SecretOnce.Of)] = secret });

    /// <summary>Shows a dialog of one's own, which answers by <see cref="OpenDialog.Close"/>.</summary>
    /// <returns>Null (or its like) where it was dismissed.</returns>
    public async Task<TAnswer?> AskAsync<TDialog, TAnswer>(Dictionary<string, object?>? parameters = null)
        where TDialog : IComponent
    {
        var dialog = new OpenDialog(typeof(TDialog), parameters ?? []);
        _open.Add(dialog);
        Changed?.Invoke();
        var answer = await dialog.Answer;
        _open.Remove(dialog);
        Changed?.Invoke();
        return answer is TAnswer given ? given : default;
    }
}

/// <summary>A dialog that waits for its answer.</summary>
public sealed class OpenDialog(Type component, Dictionary<string, object?> parameters)
{
    private readonly TaskCompletionSource<object?> _answer = new();

    public Type Component => component;

    public IDictionary<string, object?> Parameters => parameters;

    public Task<object?> Answer => _answer.Task;

    public void Close(object? answer = null) => _answer.TrySetResult(answer);
}

/// <summary>What is to be confirmed.</summary>
/// <param name="Title">The question.</param>
/// <param name="Sentence">What will happen.</param>
/// <param name="Deed">What the button says.</param>
public sealed record Confirmation(string Title, string Sentence, string Deed)
{
    public bool IsDanger { get; init; }

    /// <summary>What has to be typed first, for what cannot be taken back.</summary>
    public string? Type { get; init; }

    /// <summary>What it is called that has to be typed.</summary>
    public string TypeLabel { get; init; } = "Type the name to confirm";
}

/// <summary>What is shown once.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Sentence">What it is good for.</param>
public sealed record Secret(string Title, string Label, string Value, string Sentence);
