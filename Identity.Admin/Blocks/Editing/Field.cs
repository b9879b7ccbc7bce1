using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Blocks.Editing;

/// <summary>One member of a draft, with its label and what the server said of it.</summary>
public abstract class Field : ComponentBase, IDisposable
{
    private Draft? _named;

    [CascadingParameter]
    public Draft Draft { get; set; } = null!;

    [CascadingParameter(Name = "IsReadOnly")]
    public bool IsReadOnlyForm { get; set; }

    [Parameter, EditorRequired]
    public string Member { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What helps to fill it in; stands under it.</summary>
    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public bool IsReadOnly { get; set; }

    [Parameter]
    public bool IsRequired { get; set; }

    protected string Id => $"field-{Member}";

    protected bool IsLocked => IsReadOnly || IsReadOnlyForm;

    protected IReadOnlyList<string> Errors => Draft.Errors.TryGetValue(Member, out var errors) ? errors : [];

    public void Dispose()
    {
        if (_named is not null)
            _named.Changed -= Show;
        GC.SuppressFinalize(this);
    }

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_named, Draft))
            return;
        if (_named is not null)
            _named.Changed -= Show;
        _named = Draft;
        Draft.Changed += Show;
        Draft.Name(Member, Label);
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
